import { useEffect } from 'react';
import { useQuery } from 'urql';
import { InstrumentProfileDocument, type InstrumentProfileQuery } from '../../generated/operations.ts';
import { type Failure, failureOf } from '../../graph/failure.ts';
import { useLive } from '../../graph/live/live-context.tsx';

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
  const { store } = useLive().quotes;
  const quote = data?.instrument?.quote;
  useEffect(() => {
    if (quote) store.offer(quote, 'query');
  }, [quote, store]);
  if (data?.instrument) return { state: 'known', instrument: data.instrument, partial: error !== undefined };
  if (fetching) return { state: 'loading' };
  if (error) return { state: 'failed', failure: failureOf(error), retry: () => ask({ requestPolicy: 'network-only' }) };
  return { state: 'unknown' };
}
