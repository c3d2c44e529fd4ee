import { Lexer, Source, TokenKind } from 'graphql';
import { badOperation, beyondLimit, type OperationLimits } from './limits.ts';

const opening: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/** Whether a text can be stored and sent on everywhere: no NUL, no half of a surrogate pair. */
export const isPlainText = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/**
 * Reads the tokens of an operation without building anything of them, and returns its text without what means nothing: spaces, commas, comments. Texts
 * that differ in nothing else, or in the order of their definitions, have the same one. Throws a `Refusal` as soon as there are too many tokens or they nest too deeply, a `GraphQLError` where
 * the text is no GraphQL.
 */
export function scan(text: string, limits: Pick<OperationLimits, 'tokens' | 'nesting'>): string {
  const lexer = new Lexer(new Source(text));
  const definitions: string[] = [];
  let parts: string[] = [];
  let tokens = 0;
  let depth = 0;
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    const { kind, value } = token;
    if (++tokens > limits.tokens) throw beyondLimit('too many tokens');
    if (opening.has(kind) && ++depth > limits.nesting) throw beyondLimit('too many levels');
    if (kind === TokenKind.STRING || kind === TokenKind.BLOCK_STRING) {
      if (!isPlainText(value)) throw badOperation('Expected texts without NUL and without half surrogate pairs');
      parts.push(JSON.stringify(value));
    } else parts.push(value || kind);
    if (closing.has(kind) && --depth === 0 && kind === TokenKind.BRACE_R) {
      definitions.push(parts.join(' '));
      parts = [];
    }
  }
  return [...definitions.sort(), parts.join(' ')].join('\n').trimEnd();
}
