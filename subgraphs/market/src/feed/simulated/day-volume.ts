import type { DayShape } from './day-shape.ts';
import { mix, normal } from './noise.ts';

/**
 * Shares traded on one day, split in two again and again by hashed shares around the day's shape, so that the sum at any second is computed in
 * logarithmic time and always adds up. Every second of trading sees at least one share.
 */
export class DayVolume {
  readonly #seed: number;
  readonly #index: number;
  readonly #shape: DayShape;
  readonly #total: number;

  constructor(seed: number, index: number, shape: DayShape, ordinary: number) {
    this.#seed = mix(seed, 5, index);
    this.#index = index;
    this.#shape = shape;
    this.#total = Math.round(ordinary * Math.exp(0.35 * normal(mix(seed, 6, index))));
  }

  /** Shares traded from the start of the day until the end of `second`. */
  through(second: number): number {
    const { tradesFrom, tradesTo, time } = this.#shape;
    if (second < tradesFrom) return 0;
    const until = Math.min(second, tradesTo - 1);
    let low = 0;
    let high = time.length - 1;
    let before = 0;
    let inside = this.#total;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      const left = this.#leftOf(low, middle, high, inside);
      if (until < (time[middle] as number)) [high, inside] = [middle, left];
      else [low, before, inside] = [middle, before + left, inside - left];
    }
    const from = time[low] as number;
    const share = Math.floor((inside * (until - from + 1)) / ((time[high] as number) - from));
    return before + share + (until - tradesFrom + 1);
  }

  #leftOf(low: number, middle: number, high: number, inside: number): number {
    const { volume } = this.#shape;
    const left = (volume[middle] as number) - (volume[low] as number);
    const right = (volume[high] as number) - (volume[middle] as number);
    if (left + right === 0) return 0;
    const weight = left * Math.exp(0.3 * normal(mix(this.#seed, this.#index, middle)));
    return Math.floor((inside * weight) / (weight + right));
  }
}
