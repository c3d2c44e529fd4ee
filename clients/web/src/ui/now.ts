import { useSyncExternalStore } from 'react';

const everyMs = 1_000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, everyMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present instant; all who show an age share one timer. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** A text made of the present instant; the component renders again only when the text changes. */
export function useNowText(write: (now: number) => string): string {
  return useSyncExternalStore(subscribe, () => write(now));
}
