import { persistedExchange } from '@urql/exchange-persisted';
import { Kind } from 'graphql';
import { Client, cacheExchange, fetchExchange, type TypedDocumentNode } from 'urql';
import { storedHashes } from '../generated/operations.ts';

/** Nothing waits without an end: a query that has no answer by then fails and can be tried again. */
const deadlineMs = 10_000;

const fetchWithDeadline: typeof fetch = (input, init) => {
  const deadline = AbortSignal.timeout(deadlineMs);
  const signal = init?.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
  return fetch(input, { ...init, signal });
};

const nameOf = ({ definitions }: TypedDocumentNode): string | undefined =>
  definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)?.name?.value;

/** Asks by the hash an operation was stored under, and by its text where the server does not know that. */
const byHash = () =>
  persistedExchange({
    generateHash: async (_text, document) => storedHashes[nameOf(document) ?? ''] ?? '',
    preferGetForPersistedQueries: false,
  });

export function createQueryClient(url: string): Client {
  return new Client({
    url,
    exchanges: [cacheExchange, byHash(), fetchExchange],
    fetch: fetchWithDeadline,
    preferGetMethod: false,
  });
}
