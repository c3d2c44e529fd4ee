/** A map that keeps its `max` most recently used entries, fewer where their keys together have more than `characters`. */
export class Recent<V> {
  readonly #entries = new Map<string, V>();
  readonly #max: number;
  readonly #characters: number;
  #held = 0;
  /** The key used last: using it again moves nothing. */
  #latest: string | null = null;

  constructor(max: number, characters = Number.POSITIVE_INFINITY) {
    this.#max = max;
    this.#characters = characters;
  }

  get(key: string): V | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined && key !== this.#latest) {
      this.#entries.delete(key);
      this.#entries.set(key, value);
      this.#latest = key;
    }
    return value;
  }

  set(key: string, value: V): void {
    this.delete(key);
    this.#entries.set(key, value);
    this.#held += key.length;
    this.#latest = key;
    while (this.#entries.size > this.#max || (this.#held > this.#characters && this.#entries.size > 1))
      this.delete(this.#entries.keys().next().value as string);
  }

  delete(key: string): void {
    if (this.#entries.delete(key)) this.#held -= key.length;
  }

  clear(): void {
    this.#entries.clear();
    this.#held = 0;
  }
}
