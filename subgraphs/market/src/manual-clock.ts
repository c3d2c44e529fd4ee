import type { Clock } from './clock.ts';

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Moves on, running what is due in its order; lets everything that is ready run in between. */
  pass(ms: number): Promise<void>;
}

interface Due {
  readonly ms: number;
  readonly work: () => void;
  at: number;
}

export function manualClock(start: number | string): ManualClock {
  let now = typeof start === 'string' ? Date.parse(start) : start;
  const timers = new Set<Due>();
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    every(ms, work) {
      const timer = { ms, work, at: now + ms };
      timers.add(timer);
      return { [Symbol.dispose]: () => timers.delete(timer) };
    },
    async pass(ms) {
      const end = now + ms;
      for (;;) {
        let next: Due | null = null;
        for (const timer of timers) if (timer.at <= end && (!next || timer.at < next.at)) next = timer;
        if (!next) break;
        now = Math.max(now, next.at);
        next.at += next.ms;
        next.work();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}
