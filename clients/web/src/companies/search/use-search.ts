import { useEffect, useState, useSyncExternalStore } from 'react';
import { type Client, useClient } from 'urql';
import { SearchInstrumentsDocument, type SearchInstrumentsQuery } from '../../generated/operations.ts';
import { createSearchSession, type SearchSession, type SearchState } from './search-session.ts';

export type Found = NonNullable<SearchInstrumentsQuery['searchInstruments']>[number];

const settleMs = 40;

function ask(client: Client, text: string, signal: AbortSignal): Promise<readonly Found[]> {
  return new Promise((resolve, reject) => {
    const query = client.query(SearchInstrumentsDocument, { text }).subscribe(({ data, error, stale }) => {
      if (stale) return;
      if (data?.searchInstruments) resolve(data.searchInstruments);
      else reject(error ?? new Error('expected an answer, came none'));
    });
    signal.addEventListener('abort', () => query.unsubscribe());
  });
}

export function useSearch(): [SearchState<Found>, SearchSession<Found>] {
  const client = useClient();
  const [session] = useState(() =>
    createSearchSession<Found>({ settleMs, ask: (text, signal) => ask(client, text, signal) }),
  );
  useEffect(() => () => session[Symbol.dispose](), [session]);
  return [useSyncExternalStore(session.subscribe, session.state), session];
}
