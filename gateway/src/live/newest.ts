import type { Payload } from './frame.ts';

/** A reader, as far as what is kept for it matters. */
export interface Behind {
  /** The version it was told last. */
  readonly told: number;
  /** It is so far behind that a value which may not be left out has to be. */
  overrun(): void;
}

interface Kept {
  readonly version: number;
  readonly payload: Payload;
}

const gapsKept = 8;
/** Values that may stay beyond those that are owed to somebody, so that readers are not looked through for each. */
const idle = 64;
const none: readonly Payload[] = [];

/**
 * The newest value of one stream, kept once for all its readers. A reader remembers no more than the version it was told last, so one who does not read
 * costs no memory. Values that may not be replaced unread stay beside it: the newest eight, or, where `most` is given, each until every reader was told
 * it; who is behind by more than `most` of them is overrun.
 */
export class Newest {
  /** Grows by one with every value; 0 before the first. */
  version = 0;
  payload: Payload | null = null;
  #stays: Kept[] | null = null;
  readonly #most: number | null;
  #lookAt = idle;

  constructor(most: number | null = null) {
    this.#most = most;
  }

  put(payload: Payload, readers: Iterable<Behind> = []): void {
    this.version++;
    this.payload = payload;
    if (!payload.stays) return;
    this.#stays ??= [];
    this.#stays.push({ version: this.version, payload });
    if (this.#most !== null) this.#release(this.#stays, this.#most, readers);
    else if (this.#stays.length > gapsKept) this.#stays.shift();
  }

  /** Values after `version` and before the newest that may not be left out, oldest first. */
  stayedSince(version: number): readonly Payload[] {
    const stays = this.#stays;
    if (stays === null) return none;
    let from = stays.length;
    while (from > 0 && stays[from - 1]!.version > version) from--;
    const until = stays.at(-1)?.version === this.version ? stays.length - 1 : stays.length;
    return from < until ? stays.slice(from, until).map(({ payload }) => payload) : none;
  }

  #release(stays: Kept[], most: number, readers: Iterable<Behind>): void {
    if (stays.length <= Math.min(most, this.#lookAt)) return;
    const lost = stays.length > most ? stays[stays.length - most - 1]!.version : 0;
    let least = this.version;
    for (const reader of readers) {
      if (reader.told < lost) reader.overrun();
      else least = Math.min(least, reader.told);
    }
    const owed = stays.findIndex(({ version }) => version > Math.max(lost, least));
    stays.splice(0, owed < 0 ? stays.length : owed);
    this.#lookAt = stays.length + idle;
  }
}
