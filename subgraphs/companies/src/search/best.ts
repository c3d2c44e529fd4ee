/** The first `limit` of what is offered, in the order that `before` tells. */
export class Best<T> {
  readonly #limit: number;
  readonly #before: (a: T, b: T) => number;
  readonly items: T[] = [];

  constructor(limit: number, before: (a: T, b: T) => number) {
    this.#limit = limit;
    this.#before = before;
  }

  /** Whether `item` would be among the first if it were offered now. */
  wants(item: T): boolean {
    const { items } = this;
    if (items.length < this.#limit) return true;
    return this.#limit > 0 && this.#before(item, items[items.length - 1]!) < 0;
  }

  offer(item: T): void {
    if (!this.wants(item)) return;
    const { items } = this;
    if (items.length === this.#limit) items.pop();
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#before(items[middle]!, item) <= 0) low = middle + 1;
      else high = middle;
    }
    items.splice(low, 0, item);
  }
}
