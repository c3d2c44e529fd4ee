import type { Letter, Mark } from './letter.ts';

export interface Sifted<E> {
  /** To be applied, in order, right after what was applied before. */
  readonly fresh: readonly Letter<E>[];
  /** Where the consumer stands once `fresh` is applied. */
  readonly mark: Mark;
  /** Applied before. */
  readonly duplicates: number;
  /** Events the producer no longer keeps; zero unless the consumer was away for longer than that. */
  readonly lost: number;
  /** Something after `mark` came while what is between did not: it must be asked for. */
  readonly hole: boolean;
}

/** Decides which of the letters come next for a consumer that stands at `known`. Letters may repeat, jump back or be missing. */
export function sift<E>(known: Mark, letters: readonly Letter<E>[]): Sifted<E> {
  const fresh: Letter<E>[] = [];
  let mark: Mark = { epoch: known.epoch, position: known.position };
  let duplicates = 0;
  let lost = 0;
  let beyond: Letter<E> | null = null;
  for (const letter of letters) {
    if (!isAfter(letter, mark)) {
      duplicates++;
      continue;
    }
    const last = letter.epoch === mark.epoch ? mark.position : 0;
    if (letter.position !== last + 1 && !letter.first) {
      beyond = letter;
      continue;
    }
    if (last > 0) lost += letter.position - last - 1;
    fresh.push(letter);
    mark = { epoch: letter.epoch, position: letter.position };
  }
  return { fresh, mark, duplicates, lost, hole: beyond !== null && isAfter(beyond, mark) };
}

function isAfter(one: Mark, other: Mark): boolean {
  return one.epoch === other.epoch ? one.position > other.position : one.epoch > other.epoch;
}
