import { useMemo } from 'react';
import { useQuery } from 'urql';
import { SparksDocument } from '../../generated/operations.ts';
import { useRecovery } from '../../graph/use-recovery.ts';
import { lastTradingDay, type SparkPoint } from './spark-line.ts';

/** The closes of the last trading day of each symbol; what is missing is simply not drawn. */
export function useSparks(symbols: readonly string[]): ReadonlyMap<string, readonly SparkPoint[]> {
  const [{ data, error }, ask] = useQuery({
    query: SparksDocument,
    variables: { symbols },
    pause: symbols.length === 0,
  });
  useRecovery(error !== undefined, ask);
  return useMemo(() => {
    const points = new Map<string, readonly SparkPoint[]>();
    for (const instrument of data?.instruments ?? []) {
      if (instrument?.candles) points.set(instrument.symbol, lastTradingDay(instrument.candles));
    }
    return points;
  }, [data]);
}
