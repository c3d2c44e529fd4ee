/** Something that writes what it gathered. */
export interface Flushable {
  flush(): void;
}

export interface FlushClock extends Disposable {
  /** Gives a place to what will be flushed. Places are spread over the moments of a window, so that not all are written in the same turn. */
  enter(gathered: Flushable): number;
  /** Flushes the place once within the window. There are very many calls: it costs a byte and nothing else. */
  mark(place: number): void;
  /** Flushes at the end of the present turn of the event loop. */
  soon(gathered: Flushable): void;
  /** Takes the place back and drops a flush that was asked for. */
  leave(place: number): void;
}

/** Moments of a window. */
export const lanes = 10;

/** One timer for all sockets: each that is marked is flushed once a window of `flushMs`. Stands still while nothing is marked. */
export function createFlushClock(flushMs: number): FlushClock {
  const places: (Flushable | null)[] = [];
  const free: number[] = [];
  const urgent = new Set<Flushable>();
  let marked = new Uint8Array(1_024);
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  let at = 0;
  let quietTicks = 0;

  function tick(): void {
    at = (at + 1) % lanes;
    quietTicks++;
    for (let place = at; place < places.length; place += lanes) {
      if (marked[place] === 0) continue;
      marked[place] = 0;
      quietTicks = 0;
      places[place]?.flush();
    }
    if (quietTicks <= lanes) return;
    clearInterval(timer);
    timer = undefined;
  }

  return {
    enter(gathered) {
      const place = free.pop() ?? places.length;
      places[place] = gathered;
      if (place < marked.length) return place;
      const larger = new Uint8Array(marked.length * 2);
      larger.set(marked);
      marked = larger;
      return place;
    },
    mark(place) {
      marked[place] = 1;
      quietTicks = 0;
      timer ??= setInterval(tick, Math.max(1, flushMs / lanes));
    },
    soon(gathered) {
      urgent.add(gathered);
      immediate ??= setImmediate(() => {
        immediate = undefined;
        const due = [...urgent];
        urgent.clear();
        for (const each of due) each.flush();
      });
    },
    leave(place) {
      const gathered = places[place];
      if (!gathered) return;
      urgent.delete(gathered);
      places[place] = null;
      marked[place] = 0;
      free.push(place);
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      clearImmediate(immediate);
      urgent.clear();
      places.length = 0;
      free.length = 0;
    },
  };
}
