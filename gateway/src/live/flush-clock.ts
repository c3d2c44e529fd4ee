/** Something that writes what it gathered. */
export interface Flushable {
  flush(): void;
}

export interface FlushClock extends Disposable {
  /** Flushes at the end of the present turn of the event loop. */
  soon(gathered: Flushable): void;
  /** Flushes within the window. */
  within(gathered: Flushable, lane: number): void;
  /** Drops a flush that was asked for. */
  forget(gathered: Flushable, lane: number): void;
}

/** Sockets are spread over this many moments of a window, so that not all are written in the same turn. */
export const lanes = 10;

/** One timer for all sockets: each is flushed once a window of `flushMs`. Stands still while nothing waits. */
export function createFlushClock(flushMs: number): FlushClock {
  const waiting = Array.from({ length: lanes }, () => new Set<Flushable>());
  const urgent = new Set<Flushable>();
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  let at = 0;
  let quietTicks = 0;

  function flushAll(gathered: Set<Flushable>): void {
    const due = [...gathered];
    gathered.clear();
    for (const each of due) each.flush();
  }

  function tick(): void {
    at = (at + 1) % lanes;
    const due = waiting[at]!;
    quietTicks = due.size > 0 ? 0 : quietTicks + 1;
    flushAll(due);
    if (quietTicks <= lanes) return;
    clearInterval(timer);
    timer = undefined;
  }

  return {
    soon(gathered) {
      urgent.add(gathered);
      immediate ??= setImmediate(() => {
        immediate = undefined;
        flushAll(urgent);
      });
    },
    within(gathered, lane) {
      waiting[lane % lanes]!.add(gathered);
      quietTicks = 0;
      timer ??= setInterval(tick, Math.max(1, flushMs / lanes));
    },
    forget(gathered, lane) {
      urgent.delete(gathered);
      waiting[lane % lanes]!.delete(gathered);
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      clearImmediate(immediate);
      urgent.clear();
      for (const lane of waiting) lane.clear();
    },
  };
}
