import { describe, expect, it, jest } from '@jest/globals';
import { ListingsDocument, storedHashes } from '../generated/operations.ts';
import { createQueryClient } from './query-client.ts';

interface Sent {
  readonly query?: string;
  readonly extensions?: { readonly persistedQuery?: { readonly sha256Hash: string } };
}

/** Answers as a server that knows these hashes, and tells what it was sent. */
function serverThatKnows(hashes: readonly string[]) {
  const sent: Sent[] = [];
  const answer: typeof fetch = async (_input, init) => {
    const body = JSON.parse(String(init?.body)) as Sent;
    sent.push(body);
    const known = body.query !== undefined || hashes.includes(body.extensions?.persistedQuery?.sha256Hash ?? '');
    const missing = { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } };
    const result = known ? { data: { instruments: [] } } : { errors: [missing] };
    return new Response(JSON.stringify(result), {
      status: known ? 200 : 400,
      headers: { 'content-type': 'application/graphql-response+json' },
    });
  };
  jest.spyOn(globalThis, 'fetch').mockImplementation(answer);
  return sent;
}

const ask = () => createQueryClient('http://localhost/graphql').query(ListingsDocument, { symbols: [] }).toPromise();

describe('a query of the app', () => {
  it('goes as its hash alone', async () => {
    const sent = serverThatKnows([storedHashes.Listings!]);
    const { data } = await ask();
    expect(data).toEqual({ instruments: [] });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.query).toBeUndefined();
  });

  it('goes again as text where the server does not know the hash', async () => {
    const sent = serverThatKnows([]);
    const { data } = await ask();
    expect(data).toEqual({ instruments: [] });
    expect(sent.map(({ query }) => query?.startsWith('query Listings'))).toEqual([undefined, true]);
  });
});
