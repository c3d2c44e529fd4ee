import { useEffect, useMemo, useRef, useState } from 'react';
import { stringifyDocument, useQuery } from 'urql';
import {
  InstrumentCandlesDocument,
  type InstrumentCandlesQueryVariables,
  LiveCandleDocument,
  type LiveCandleSubscription,
} from '../../generated/operations.ts';
import { type Failure, failureOf } from '../../graph/failure.ts';
import { useLive, useLiveStatus } from '../../graph/live/live-context.tsx';
import { useRecovery } from '../../graph/use-recovery.ts';
import { newYorkDate } from '../../ui/format/time.ts';
import { type CandleStore, createCandleStore } from './candle-store.ts';
import { streamedInterval } from './fold-candle.ts';
import { queryOfRange, type Range, withinRange } from './range.ts';

interface Candles {
  /** The bars; those of the range before while another one loads, null where there are none. */
  readonly store: CandleStore | null;
  readonly loading: boolean;
  readonly failure: Failure | null;
  readonly retry: () => void;
}

const liveQuery = stringifyDocument(LiveCandleDocument);

export function useCandles(symbol: string, range: Range): Candles {
  const asked = queryOfRange(range, newYorkDate(Date.now()));
  const variables = { symbol, ...asked };
  const [result, ask] = useQuery({ query: InstrumentCandlesDocument, variables });
  const { data, fetching, error } = answers(result.operation?.variables, variables)
    ? result
    : { data: undefined, fetching: true, error: undefined };
  const candles = data?.instrument?.candles;

  const store = useMemo(() => {
    if (!candles || candles.length === 0) return null;
    return createCandleStore(asked.interval, withinRange(candles, range), (work) => requestAnimationFrame(work));
  }, [candles, asked.interval, range]);

  const { connection } = useLive();
  useEffect(() => {
    if (!store) return;
    const operation = { query: liveQuery, variables: { symbol, interval: streamedInterval(store.interval) } };
    return connection.subscribe<LiveCandleSubscription>(
      operation,
      { next: (live) => store.follow(live.candle), end: () => {} },
      { again: (errors) => errors.every(({ extensions }) => extensions?.code !== 'BAD_INPUT') },
    );
  }, [connection, store, symbol]);

  useRecovery(error !== undefined, ask);

  // What was traded while the connection was lost is in no stream: read the bars again.
  const { phase } = useLiveStatus();
  const lost = useRef(false);
  useEffect(() => {
    if (phase === 'reconnecting' || phase === 'offline') lost.current = true;
    if (phase !== 'live' || !lost.current) return;
    lost.current = false;
    ask({ requestPolicy: 'network-only' });
  }, [phase, ask]);

  const loading = fetching && !candles;
  const [kept, keep] = useState<CandleStore | null>(null);
  useEffect(() => {
    if (store) keep(store);
  }, [store]);

  return {
    store: store ?? (loading ? kept : null),
    loading,
    failure: error && !candles ? failureOf(error) : null,
    retry: () => ask({ requestPolicy: 'network-only' }),
  };
}

/** While another range is asked for, the result is still that of the range before. */
function answers(got: InstrumentCandlesQueryVariables | undefined, asked: InstrumentCandlesQueryVariables): boolean {
  return got?.symbol === asked.symbol && got.interval === asked.interval && got.from === asked.from;
}
