import { type GraphQLError, isValueNode, TokenKind } from 'graphql';

const opening: ReadonlySet<string> = new Set([TokenKind.BRACKET_L, TokenKind.BRACE_L]);
const closing: ReadonlySet<string> = new Set([TokenKind.BRACKET_R, TokenKind.BRACE_R, TokenKind.PAREN_R]);

/** Name of the argument around a value, found by walking its tokens back to the parenthesis that opens the arguments. */
function around(error: GraphQLError): string | undefined {
  const node = error.nodes?.[0];
  if (!node || !isValueNode(node)) return undefined;
  let name: string | undefined;
  let depth = 0;
  let atStart = true;
  for (let token = node.loc?.startToken.prev; token; token = token.prev) {
    if (closing.has(token.kind)) depth++;
    else if (token.kind === TokenKind.PAREN_L && depth-- === 0) break;
    else if (opening.has(token.kind)) {
      if (depth > 0) depth--;
      else atStart = true;
    } else if (token.kind === TokenKind.COLON && depth === 0 && atStart) {
      name = token.prev?.value;
      atStart = false;
    }
  }
  return name;
}

/** The argument or variable that a request error of graphql-js complains about; undefined where it complains of something else. */
export const blamedArgument = (error: GraphQLError): string | undefined =>
  around(error) ??
  error.message
    .match(/^Variable "\$(\w+)"|[Aa]rgument "(\w+)"/)
    ?.slice(1)
    .find(Boolean);
