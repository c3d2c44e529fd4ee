interface Settings {
  /** Milliseconds of quiet between an answer and the next ping. */
  readonly everyMs: number;
  /** Milliseconds an answer may take. */
  readonly answerMs: number;
  readonly ping: () => void;
  /** Called at most once, after which the watchdog is stopped. */
  readonly dead: () => void;
}

/** An answer stands in line behind what was sent before it; after so many times nobody is going to answer. */
const mostTimes = 4;

/** Finds a connection whose path is gone while its socket still calls itself open. */
export interface Watchdog {
  start(): void;
  /** Something came from the other side. Any message buys another answer time, three at most; only a pong ends the wait. */
  heard(isPong: boolean): void;
  /** Pings now, unless an answer is awaited already. */
  probe(): void;
  stop(): void;
}

export function createWatchdog({ everyMs, answerMs, ping, dead }: Settings): Watchdog {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let state: 'stopped' | 'quiet' | 'awaiting' = 'stopped';
  let heardMeanwhile = false;
  let times = 0;

  function rest(): void {
    clearTimeout(timer);
    state = 'quiet';
    timer = setTimeout(probe, everyMs);
  }

  function probe(): void {
    if (state !== 'quiet') return;
    clearTimeout(timer);
    state = 'awaiting';
    heardMeanwhile = false;
    times = 1;
    timer = setTimeout(judge, answerMs);
    ping();
  }

  function judge(): void {
    if (!heardMeanwhile || times === mostTimes) {
      stop();
      dead();
      return;
    }
    heardMeanwhile = false;
    times++;
    timer = setTimeout(judge, answerMs);
  }

  function stop(): void {
    clearTimeout(timer);
    state = 'stopped';
  }

  return {
    start: rest,
    heard(isPong) {
      heardMeanwhile = true;
      if (isPong && state !== 'stopped') rest();
    },
    probe,
    stop,
  };
}
