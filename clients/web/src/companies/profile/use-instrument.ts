import { useEffect } from 'react';
import { useQuery } from 'urql';
import { InstrumentProfileDocument, type InstrumentProfileQuery } from '../../generated/operations.ts';
import { type Failure, failureOf } from '../../graph/failure.ts';
import { useLive } from '../../graph/live/live-context.tsx';
import { useRecovery } from '../../graph/use-recovery.ts';

export type InstrumentProfile = NonNullable<InstrumentProfileQuery['instrument']>;

export type InstrumentReading =
  | { readonly state: 'loading' }
  | { readonly state: 'unknown' }
  | { readonly state: 'failed'; readonly failure: Failure; readonly retry: () => void }
  | { readonly state: 'known'; readonly instrument: InstrumentProfile; readonly partial: boolean };

export function useInstrument(symbol: string): InstrumentReading {
  const [result, ask] = useQuery({ query: InstrumentProfileDocument, variables: { symbol } });
  // While another symbol is asked for, the result is still that of the symbol before.
  const { data, error, fetching } =
    result.operation?.variables.symbol === symbol ? result : { data: undefined, error: undefined, fetching: true };
  const failure = error ? failureOf(error) : null;
  useRecovery(failure !== null && failure.code !== 'BAD_INPUT', ask);
  const { store } = useLive().quotes;
  const quote = data?.instrument?.quote;
  useEffect(() => {
    if (quote) store.offer(quote, 'query');
  }, [quote, store]);
  if (data?.instrument) return { state: 'known', instrument: data.instrument, partial: failure !== null };
  if (failure) return { state: 'failed', failure, retry: () => ask({ requestPolicy: 'network-only' }) };
  if (fetching) return { state: 'loading' };
  return { state: 'unknown' };
}
