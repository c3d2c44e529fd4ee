import { useEffect, useMemo, useRef } from 'react';
import { useQuery } from 'urql';
import { type Exchange, ListingsDocument } from '../../generated/operations.ts';
import { type Failure, failureOf } from '../../graph/failure.ts';
import { useLive } from '../../graph/live/live-context.tsx';
import { useRecovery } from '../../graph/use-recovery.ts';

/** Name and exchange of an instrument, null where unknown. */
export interface Listing {
  readonly name: string | null;
  readonly exchange: Exchange | null;
}

interface Listings {
  readonly of: ReadonlyMap<string, Listing>;
  readonly failure: Failure | null;
  readonly retry: () => void;
}

/** The listings of `symbols`. Their present quotes come along, so that prices show before the first stream message. */
export function useListings(symbols: readonly string[]): Listings {
  const [{ data, error, operation }, ask] = useQuery({
    query: ListingsDocument,
    variables: { symbols },
    pause: symbols.length === 0,
  });
  const { store } = useLive().quotes;
  useEffect(() => {
    for (const instrument of data?.instruments ?? []) {
      if (instrument?.quote) store.offer(instrument.quote, 'query');
    }
  }, [data, store]);

  const known = useRef<ReadonlyMap<string, Listing>>(new Map());
  const of = useMemo(() => {
    const next = new Map(known.current);
    // While a longer list is asked for, the data is still that of the list before.
    const asked = operation?.variables.symbols ?? [];
    for (const [at, instrument] of (data?.instruments ?? []).entries()) {
      const symbol = asked[at];
      if (symbol) next.set(symbol, { name: instrument?.name ?? null, exchange: instrument?.exchange ?? null });
    }
    known.current = next;
    return next;
  }, [data, operation]);

  useRecovery(error !== undefined, ask);
  const failed = error !== undefined && !data?.instruments;

  return {
    of,
    failure: failed ? failureOf(error) : null,
    retry: () => ask({ requestPolicy: 'network-only' }),
  };
}
