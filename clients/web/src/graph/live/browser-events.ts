import type { LiveConnection } from './connection.ts';

/** Tries again at once when the network or the page comes back, instead of sitting out the wait. */
export function followBrowser(connection: LiveConnection): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  window.addEventListener('online', () => connection.online(true), { signal });
  window.addEventListener('offline', () => connection.online(false), { signal });
  window.addEventListener('pageshow', () => connection.wake(), { signal });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && connection.wake(), {
    signal,
  });
  if (!navigator.onLine) connection.online(false);
  return () => stop.abort();
}
