/** What all clients together were told. */
export interface Told {
  /** Values while counting. */
  readonly delivered: number;
  /** Numbers that were left out between two values of one symbol. */
  readonly left: number;
  /** Values with a number that was not above the one before. */
  readonly backwards: number;
  readonly bytes: number;
  /** Milliseconds from the moment a value was scheduled for; of one in twenty values. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

const oneIn = 20;
const asOf = Buffer.from('"asOf":"');
const isoLength = '2026-01-02T14:30:00.000Z'.length;

/** Counts values and reads the delay of one in twenty. */
export class Tally {
  counting = false;
  #delivered = 0;
  #left = 0;
  #backwards = 0;
  #bytes = 0;
  #delays: number[] = [];

  value(data: Buffer, from: number, to: number, skipped: number): void {
    if (!this.counting) return;
    this.#delivered++;
    this.#bytes += to - from;
    if (skipped > 0) this.#left += skipped;
    else if (skipped < 0) this.#backwards++;
    if (this.#delivered % oneIn !== 0) return;
    const at = data.indexOf(asOf, from) + asOf.length;
    this.#delays.push(
      performance.timeOrigin + performance.now() - Date.parse(data.toString('latin1', at, at + isoLength)),
    );
  }

  /** Tells what was counted and begins anew. */
  take(): Told {
    const delays = Float64Array.from(this.#delays).sort();
    const at = (share: number): number =>
      delays[Math.min(delays.length - 1, Math.floor(delays.length * share))] ?? Number.NaN;
    const told = {
      delivered: this.#delivered,
      left: this.#left,
      backwards: this.#backwards,
      bytes: this.#bytes,
      p50: at(0.5),
      p99: at(0.99),
      max: at(1),
    };
    this.#delivered = this.#left = this.#backwards = this.#bytes = 0;
    this.#delays = [];
    return told;
  }
}
