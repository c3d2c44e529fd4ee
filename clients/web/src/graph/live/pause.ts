export interface Pause {
  /** Resolves after `ms`, or earlier when woken. */
  wait(ms: number): Promise<void>;
  wake(): void;
}

export function createPause(): Pause {
  const waiting = new Set<() => void>();
  return {
    wait(ms) {
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        waiting.add(done);
      });
    },
    wake() {
      for (const done of [...waiting]) done();
    },
  };
}
