import type { Log } from '@lzstock/kit/log';

/** A socket that may be given up so that others live. */
export interface Sheddable {
  /** Bytes that wait for its reader. */
  readonly behind: number;
  /** Closes it: as a slow reader where anything waits for it, as an overload where not. */
  shed(): void;
}

export interface SheddingOptions {
  /** Share of the memory in use, 0 to 1. */
  readonly pressure: () => number;
  readonly sockets: Iterable<Sheddable>;
  /** Share from which nobody is let in and slow readers are closed. */
  readonly from: number;
  readonly log: Log;
}

export interface Shedding {
  /** Whether there is no room for one more. */
  readonly full: boolean;
  /** Looks at the memory once, and closes some sockets where it must. */
  look(): void;
}

const mostOfOneLook = 0.1;

/**
 * Keeps a process alive that runs out of memory. From a share of it on nobody is let in and those who read slowest are closed, at most a tenth at each
 * look; halfway from there to the end, those who read well are closed too.
 */
export function createShedding({ pressure, sockets, from, log }: SheddingOptions): Shedding {
  const desperate = (from + 1) / 2;
  let full = false;
  return {
    get full() {
      return full;
    },
    look() {
      const share = pressure();
      full = share >= from;
      if (!full) return;
      const all = [...sockets].sort((one, other) => other.behind - one.behind);
      const most = Math.ceil(all.length * mostOfOneLook);
      const given = all.slice(0, most).filter(({ behind }) => behind > 0 || share >= desperate);
      for (const socket of given) socket.shed();
      if (given.length > 0) log.warn({ share, closed: given.length }, 'live: memory runs out, closing slow readers');
    },
  };
}
