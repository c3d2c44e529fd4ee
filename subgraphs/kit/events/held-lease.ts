import type { Lease } from '../redis/ports.ts';

/** A lease that renews itself until it is disposed; `lost` aborts when it could not be renewed. */
export interface HeldLease extends AsyncDisposable {
  readonly lost: AbortSignal;
}

export function holdLease(lease: Lease, ttlMs: number): HeldLease {
  const lost = new AbortController();
  const timer = setInterval(() => {
    lease.renew().then(
      (kept) => kept || lost.abort(),
      () => lost.abort(),
    );
  }, ttlMs / 3);
  timer.unref();
  return {
    lost: lost.signal,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await lease[Symbol.asyncDispose]();
    },
  };
}
