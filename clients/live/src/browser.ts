import type { LiveConnection } from './connection.ts';

/**
 * Lets `connection` try again at once when the network or the page comes back, instead of sitting out its wait, and look at once whether a connection that
 * slept still lives. The returned function ends it. Browsers only.
 */
export function followBrowser(connection: Pick<LiveConnection, 'wake' | 'online'>): () => void {
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
