import { useEffect, useRef } from 'react';
import type { UseQueryExecute } from 'urql';
import { useLiveStatus } from './live/live-context.tsx';

const everyMs = 5_000;
const spreadMs = 3_000;

/** Asks a failed query again: at once when the live connection is back, which means the server is, and otherwise every few seconds. */
export function useRecovery(failed: boolean, ask: UseQueryExecute): void {
  const { phase } = useLiveStatus();
  const before = useRef(phase);
  useEffect(() => {
    const isBack = phase === 'live' && before.current !== 'live';
    before.current = phase;
    if (isBack && failed) ask({ requestPolicy: 'network-only' });
  }, [phase, failed, ask]);

  useEffect(() => {
    if (!failed) return;
    const again = () => document.visibilityState === 'visible' && ask({ requestPolicy: 'network-only' });
    const timer = setInterval(again, everyMs + Math.random() * spreadMs);
    return () => clearInterval(timer);
  }, [failed, ask]);
}
