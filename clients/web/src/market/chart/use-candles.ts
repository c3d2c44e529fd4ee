import { print } from 'graphql';
import { useEffect, useMemo, useRef } from 'react';
import { useQuery } from 'urql';
import {
  InstrumentCandlesDocument,
  LiveCandleDocument,
  type LiveCandleSubscription,
} from '../../generated/operations.ts';
import { type Failure, failureOf } from '../../graph/failure.ts';
import { useLive, useLiveStatus } from '../../graph/live/live-context.tsx';
import { newYorkDate } from '../../ui/format/time.ts';
import { type CandleStore, createCandleStore } from './candle-store.ts';
import { streamedInterval } from './fold-candle.ts';
import { queryOfRange, type Range, withinRange } from './range.ts';

interface Candles {
  /** Null while loading and where there are none. */
  readonly store: CandleStore | null;
  readonly loading: boolean;
  readonly failure: Failure | null;
  readonly retry: () => void;
}

const liveQuery = print(LiveCandleDocument);

export function useCandles(symbol: string, range: Range): Candles {
  const asked = queryOfRange(range, newYorkDate(Date.now()));
  const variables = { symbol, ...asked };
  const [{ data, fetching, error }, ask] = useQuery({ query: InstrumentCandlesDocument, variables });
  const candles = data?.instrument?.candles;

  const store = useMemo(() => {
    if (!candles || candles.length === 0) return null;
    return createCandleStore(asked.interval, withinRange(candles, range), (work) => requestAnimationFrame(work));
  }, [candles, asked.interval, range]);

  const { connection } = useLive();
  useEffect(() => {
    if (!store) return;
    const operation = { query: liveQuery, variables: { symbol, interval: streamedInterval(store.interval) } };
    return connection.subscribe(operation, {
      next: (live) => store.follow((live as LiveCandleSubscription).candle),
      end: () => {},
    });
  }, [connection, store, symbol]);

  // What was traded while the connection was lost is in no stream: read the bars again.
  const { phase } = useLiveStatus();
  const lost = useRef(false);
  useEffect(() => {
    if (phase === 'reconnecting' || phase === 'offline') lost.current = true;
    if (phase !== 'live' || !lost.current) return;
    lost.current = false;
    ask({ requestPolicy: 'network-only' });
  }, [phase, ask]);

  return {
    store,
    loading: fetching && !candles,
    failure: error && !candles ? failureOf(error) : null,
    retry: () => ask({ requestPolicy: 'network-only' }),
  };
}
