/** Told when the first holder of a symbol comes and when the last has gone. */
export interface InterestListener {
  wanted(symbols: readonly string[]): void;
  unwanted(symbols: readonly string[]): void;
}

/** Who wants which symbols: this process by holds that are counted, others by lists that replace each other and expire. */
export class Interest {
  readonly #holders = new Map<string, Set<string>>();
  readonly #held = new Map<string, number>();
  readonly #lists = new Map<string, { symbols: ReadonlySet<string>; at: number }>();
  #listener: InterestListener | null = null;

  /** At most one listener; it is told at once of all that is wanted already. */
  listen(listener: InterestListener | null): void {
    this.#listener = listener;
    if (listener && this.#holders.size > 0) listener.wanted([...this.#holders.keys()]);
  }

  /** Symbols that this process holds. */
  get own(): readonly string[] {
    return [...this.#held.keys()];
  }

  /** Symbols that anyone wants. */
  get size(): number {
    return this.#holders.size;
  }

  has(symbol: string): boolean {
    return this.#holders.has(symbol);
  }

  /** Wants the symbols until disposed; tells which of them this process had not wanted before. */
  hold(symbols: readonly string[]): { readonly fresh: readonly string[] } & Disposable {
    const fresh = symbols.filter((symbol) => !this.#held.has(symbol));
    for (const symbol of symbols) this.#held.set(symbol, (this.#held.get(symbol) ?? 0) + 1);
    this.#add('', fresh);
    let over = false;
    return {
      fresh,
      [Symbol.dispose]: () => {
        if (over) return;
        over = true;
        const gone: string[] = [];
        for (const symbol of symbols) {
          const left = (this.#held.get(symbol) as number) - 1;
          if (left > 0) this.#held.set(symbol, left);
          else {
            this.#held.delete(symbol);
            gone.push(symbol);
          }
        }
        this.#remove('', gone);
      },
    };
  }

  /** Another process wants these; with `whole` nothing else any more. */
  told(holder: string, symbols: readonly string[], whole: boolean, at: number): void {
    const before = this.#lists.get(holder)?.symbols ?? new Set<string>();
    const now = new Set(whole ? symbols : [...before, ...symbols]);
    this.#lists.set(holder, { symbols: now, at });
    this.#add(
      holder,
      [...now].filter((symbol) => !before.has(symbol)),
    );
    this.#remove(
      holder,
      [...before].filter((symbol) => !now.has(symbol)),
    );
  }

  /** Drops what processes want that were not heard of since `at`. */
  expire(at: number): void {
    for (const [holder, list] of this.#lists) {
      if (list.at >= at) continue;
      this.#lists.delete(holder);
      this.#remove(holder, [...list.symbols]);
    }
  }

  #add(holder: string, symbols: readonly string[]): void {
    const first: string[] = [];
    for (const symbol of symbols) {
      const holders = this.#holders.get(symbol);
      if (holders) holders.add(holder);
      else {
        this.#holders.set(symbol, new Set([holder]));
        first.push(symbol);
      }
    }
    if (first.length > 0) this.#listener?.wanted(first);
  }

  #remove(holder: string, symbols: readonly string[]): void {
    const last: string[] = [];
    for (const symbol of symbols) {
      const holders = this.#holders.get(symbol);
      if (!holders?.delete(holder) || holders.size > 0) continue;
      this.#holders.delete(symbol);
      last.push(symbol);
    }
    if (last.length > 0) this.#listener?.unwanted(last);
  }
}
