import type { Payload } from './frame.ts';

const gapsKept = 8;

interface Kept {
  readonly version: number;
  readonly payload: Payload;
}

/**
 * The newest value of one stream, kept once for all its readers. A reader remembers no more than the version it was told last, so one who does not read
 * costs no memory. Values that announce a gap stay beside it, the newest eight of them.
 */
export class Newest {
  /** Grows by one with every value; 0 before the first. */
  version = 0;
  payload: Payload | null = null;
  #gaps: Kept[] | null = null;

  put(payload: Payload): void {
    this.version++;
    this.payload = payload;
    if (!payload.announcesGap) return;
    this.#gaps ??= [];
    this.#gaps.push({ version: this.version, payload });
    if (this.#gaps.length > gapsKept) this.#gaps.shift();
  }

  /** Values between `version` and the newest that may not be left out, oldest first. */
  announcedSince(version: number): readonly Payload[] {
    if (this.#gaps === null) return none;
    return this.#gaps
      .filter((kept) => kept.version > version && kept.version < this.version)
      .map(({ payload }) => payload);
  }
}

const none: readonly Payload[] = [];
