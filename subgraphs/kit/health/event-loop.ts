import { Histogram, type Registry } from 'prom-client';
import type { Log } from '../src/log.ts';
import type { Checks } from './health.ts';

export interface EventLoopOptions {
  /** Where `event_loop_lag_seconds` is registered: the longest standstill of each second. */
  readonly metrics: Registry;
  readonly log: Log;
  /** Standstills of this many milliseconds make a service degraded, and not ready; 1,000 and 2,000 where left out. */
  readonly degradedMs?: number;
  readonly notReadyMs?: number;
  /** Seconds without such a standstill after which it has recovered; 5 where left out. */
  readonly recoveredSeconds?: number;
}

/** Looks whether the event loop turns. Disposal ends it. */
export interface EventLoop extends Disposable {
  /** The longest standstill of the last seconds, in milliseconds. */
  readonly standstillMs: number;
  /** Fails while the event loop stood still for too long lately to take requests. */
  readonly needs: Checks;
  /** Fails while it stood still for long. */
  readonly helps: Checks;
}

const beatMs = 100;
const tickMs = 1_000;

/** A process whose event loop stands still answers nobody, and those who waited come all at once when it goes on: others should be asked meanwhile. */
export function watchEventLoop({
  metrics,
  log,
  degradedMs = 1_000,
  notReadyMs = 2_000,
  recoveredSeconds = 5,
}: EventLoopOptions): EventLoop {
  const lag = new Histogram({
    name: 'event_loop_lag_seconds',
    help: 'Longest standstill of the event loop in each second',
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5],
    registers: [metrics],
  });
  let before: number[] = [];
  let longest = 0;
  let beatAt = performance.now();
  /** Counts a standstill that is over and was not noticed by a beat yet. */
  const now = (): number => Math.max(longest, performance.now() - beatAt - beatMs);
  const beat = setInterval(() => {
    longest = now();
    beatAt = performance.now();
  }, beatMs).unref();

  const tick = setInterval(() => {
    const ended = now();
    longest = 0;
    beatAt = performance.now();
    before = [ended, ...before].slice(0, recoveredSeconds);
    lag.observe(ended / 1_000);
    if (ended >= degradedMs) log.warn({ standstillMs: Math.round(ended) }, 'the event loop stood still');
  }, tickMs).unref();

  const standstill = (): number => Math.max(now(), ...before);
  const under = (mostMs: number) => async () => {
    if (standstill() >= mostMs) throw new Error(`the event loop stood still for ${Math.round(standstill())} ms`);
  };
  return {
    get standstillMs() {
      return standstill();
    },
    needs: { 'time, much of it': under(notReadyMs) },
    helps: { time: under(degradedMs) },
    [Symbol.dispose]() {
      clearInterval(beat);
      clearInterval(tick);
    },
  };
}
