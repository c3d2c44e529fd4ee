/** The first `limit` of what is offered, in the order that `before` tells. */
export class Best<T> {
  readonly #limit: number;
  readonly #before: (a: T, b: T) => number;
  readonly items: T[] = [];

  constructor(limit: number, before: (a: T, b: T) => number) {
    this.#limit = limit;
    this.#before = before;
  }

  offer(item: T): void {
    const { items } = this;
    if (items.length === this.#limit) {
      if (this.#limit === 0 || this.#before(items[items.length - 1]!, item) <= 0) return;
      items.pop();
    }
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
