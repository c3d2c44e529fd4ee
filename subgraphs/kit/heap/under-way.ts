interface Slot<V> {
  value: V | null;
}

/**
 * What is under way, by key: a map for entries that come and go many times a second.
 *
 * Where entries are deleted and others added, V8 copies a `Map` to a new table now and then, and the table it leaves behind, with the entries it had, leads to the
 * new one. Once such a dead table lies among what is old, no collection of what is young (a scavenge) frees the next, and so all tables since, and all that their
 * entries ever led to, live until a full collection. Here an entry that leaves lets go of its value first: what a dead table leads to is its key alone.
 */
export class UnderWay<K, V> {
  readonly #slots = new Map<K, Slot<V>>();

  get size(): number {
    return this.#slots.size;
  }

  has(key: K): boolean {
    return this.#slots.has(key);
  }

  get(key: K): V | undefined {
    return this.#slots.get(key)?.value ?? undefined;
  }

  set(key: K, value: V): void {
    const slot = this.#slots.get(key);
    if (slot) slot.value = value;
    else this.#slots.set(key, { value });
  }

  /** The value that was there. */
  take(key: K): V | undefined {
    const slot = this.#slots.get(key);
    if (!slot) return undefined;
    const { value } = slot;
    slot.value = null;
    this.#slots.delete(key);
    return value ?? undefined;
  }

  /** Removes an entry if it is still this one. */
  end(key: K, value: V): void {
    if (this.get(key) === value) this.take(key);
  }

  /** Removes all of them and tells what they were. */
  takeAll(): V[] {
    return [...this.#slots.keys()].flatMap((key) => this.take(key) ?? []);
  }
}
