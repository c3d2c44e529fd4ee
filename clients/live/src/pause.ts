/** Waits that can be cut short. */
export interface Pause {
  /** Resolves after `ms`; when woken, earlier, but not before `leastMs`. */
  wait(ms: number, leastMs?: number): Promise<void>;
  wake(): void;
  /** Ends every wait at once, least time or not. */
  end(): void;
}

interface Waiting {
  wake(): void;
  end(): void;
}

export function createPause(): Pause {
  const waiting = new Set<Waiting>();
  return {
    wait(ms, leastMs = 0) {
      return new Promise((resolve) => {
        let woken = false;
        let ripe = leastMs <= 0;
        const one: Waiting = {
          wake() {
            woken = true;
            if (ripe) one.end();
          },
          end() {
            clearTimeout(least);
            clearTimeout(whole);
            waiting.delete(one);
            resolve();
          },
        };
        const ripen = () => {
          ripe = true;
          if (woken) one.end();
        };
        const least = ripe ? undefined : setTimeout(ripen, leastMs);
        const whole = setTimeout(one.end, ms);
        waiting.add(one);
      });
    },
    wake() {
      for (const one of [...waiting]) one.wake();
    },
    end() {
      for (const one of [...waiting]) one.end();
    },
  };
}
