import type { CombinedError } from 'urql';

export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** What to tell a person about a failed query. */
export function failureOf(error: CombinedError): Failure {
  const [first] = error.graphQLErrors;
  if (!first) return { code: 'NETWORK', message: 'The server did not answer. It may be starting or out of reach.' };
  const code = String(first.extensions?.code ?? 'INTERNAL');
  if (code === 'SUBGRAPH_UNAVAILABLE') {
    return { code, message: 'This part of LZStock is not available right now.' };
  }
  return { code, message: first.message };
}
