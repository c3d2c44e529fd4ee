/**
 * Which numbers of a source have come, exactly, as spans without holes. Holes that are older than the newest `holes` are taken for closed: a number that
 * comes into them so late counts as seen.
 */
export class Seen {
  readonly #holes: number;
  /** Inclusive, ascending, never touching. */
  readonly #spans: [number, number][] = [];

  constructor(holes = 64) {
    this.#holes = holes;
  }

  /** Highest number so far; −∞ before the first. */
  get newest(): number {
    return this.#spans.at(-1)?.[1] ?? Number.NEGATIVE_INFINITY;
  }

  /** Remembers a number; false where it had come before. */
  add(number: number): boolean {
    const spans = this.#spans;
    let at = spans.length - 1;
    while (at >= 0 && (spans[at] as [number, number])[0] > number) at--;
    const before = spans[at];
    if (before && number <= before[1]) return false;
    const after = spans[at + 1];
    const joinsBefore = before !== undefined && number === before[1] + 1;
    const joinsAfter = after !== undefined && number === after[0] - 1;
    if (joinsBefore && joinsAfter) {
      before[1] = after[1];
      spans.splice(at + 1, 1);
    } else if (joinsBefore) before[1] = number;
    else if (joinsAfter) after[0] = number;
    else spans.splice(at + 1, 0, [number, number]);
    if (spans.length > this.#holes) {
      const [oldest] = spans.splice(0, 1) as [[number, number]];
      (spans[0] as [number, number])[0] = oldest[0];
    }
    return true;
  }
}
