/** Time as the market sees it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `work` every `ms` until the result is disposed. */
  every(ms: number, work: () => void): Disposable;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  every(ms, work) {
    const timer = setInterval(work, ms);
    return { [Symbol.dispose]: () => clearInterval(timer) };
  },
};
