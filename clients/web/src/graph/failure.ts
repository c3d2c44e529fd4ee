import type { CombinedError } from 'urql';

export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** A developer wants to know which argument was refused; for a person at the screen there is only one. */
function withoutArgument(message: string): string {
  const text = message.replace(/^`\w+`: /, '');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`.replace(/\.\.$/, '.');
}

/** What to tell a person about a failed query. */
export function failureOf(error: CombinedError): Failure {
  const [first] = error.graphQLErrors;
  if (!first) return { code: 'NETWORK', message: 'The server did not answer. It may be starting or out of reach.' };
  const code = String(first.extensions?.code ?? 'INTERNAL');
  if (code === 'SUBGRAPH_UNAVAILABLE') {
    return { code, message: 'This part of LZStock is not available right now.' };
  }
  if (code === 'PERSISTED_QUERY_NOT_FOUND') {
    return { code, message: 'This page is of another version than the server. Load it anew.' };
  }
  if (code === 'BAD_INPUT') return { code, message: withoutArgument(first.message) };
  return { code, message: first.message };
}
