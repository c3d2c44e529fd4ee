const none = -1;
const endOfWord = -2;

/**
 * Words and what stands under them. Words are walked letter by letter; the letters that may follow a beginning form a binary tree, balanced as long as
 * words come in no particular order. Nothing is removed: who holds values that end leaves a mark on them and builds anew in time.
 */
export class TernaryTree<T> {
  #letter = new Uint16Array(1024);
  #lower = new Int32Array(1024);
  #higher = new Int32Array(1024);
  #next = new Int32Array(1024);
  #below = new Int32Array(1024);
  readonly #values: (T[] | undefined)[] = [];
  #nodes = 0;
  #root = none;

  get nodes(): number {
    return this.#nodes;
  }

  add(word: string, value: T): void {
    if (word === '') return;
    let at = none;
    for (let index = 0; index < word.length; index += 1) {
      at = this.#grow(at, word.charCodeAt(index));
      this.#below[at]! += 1;
    }
    const values = this.#values[at];
    if (values) values.push(value);
    else this.#values[at] = [value];
  }

  /** How many values are under words that begin with `start`. */
  countStart(start: string): number {
    const at = this.#walk(none, start, 0);
    return at >= 0 ? this.#below[at]! : 0;
  }

  /** Calls `visit` with every value under a word that begins with `start`. */
  visitStart(start: string, visit: (value: T) => void): void {
    const at = this.#walk(none, start, 0);
    if (at !== endOfWord) this.#visitBelow(at, visit);
  }

  /** Calls `visit` with every value under `word` itself. */
  visitWord(word: string, visit: (value: T) => void): void {
    const at = this.#walk(none, word, 0);
    if (at >= 0) this.#visitAt(at, visit);
  }

  /**
   * Calls `visit` with every value under a word that is at most one typing error away from `typed`: a letter too many, missing or wrong, or two neighbours in
   * the wrong order. With `start`, a beginning of the word may be it. A value may come more than once.
   */
  visitMistyped(typed: string, start: boolean, visit: (value: T) => void): void {
    const arrive = (at: number): void => {
      if (at === endOfWord) return;
      if (start) this.#visitBelow(at, visit);
      else if (at >= 0) this.#visitAt(at, visit);
    };
    let at = none;
    for (let index = 0; index <= typed.length; index += 1) {
      if (index < typed.length) arrive(this.#walk(at, typed, index + 1));
      this.#eachFollowing(at, (following) => {
        arrive(this.#walk(following, typed, index));
        if (index < typed.length) arrive(this.#walk(following, typed, index + 1));
      });
      if (index + 1 < typed.length) {
        const swapped = this.#step(this.#step(at, typed.charCodeAt(index + 1)), typed.charCodeAt(index));
        arrive(this.#walk(swapped, typed, index + 2));
      }
      if (index === typed.length) return;
      at = this.#step(at, typed.charCodeAt(index));
      if (at === endOfWord) return;
    }
  }

  #head(at: number): number {
    return at === none ? this.#root : this.#next[at]!;
  }

  /** The node reached from `at` by `letter`; `none` is the place before the first letter, `endOfWord` nowhere. */
  #step(at: number, letter: number): number {
    if (at === endOfWord) return endOfWord;
    let node = this.#head(at);
    while (node !== none) {
      const difference = letter - this.#letter[node]!;
      if (difference === 0) return node;
      node = difference < 0 ? this.#lower[node]! : this.#higher[node]!;
    }
    return endOfWord;
  }

  #walk(from: number, word: string, index: number): number {
    let at = from;
    for (let letter = index; letter < word.length && at !== endOfWord; letter += 1) {
      at = this.#step(at, word.charCodeAt(letter));
    }
    return at;
  }

  #grow(at: number, letter: number): number {
    let node = this.#head(at);
    if (node === none) {
      const made = this.#make(letter);
      if (at === none) this.#root = made;
      else this.#next[at] = made;
      return made;
    }
    for (;;) {
      const difference = letter - this.#letter[node]!;
      if (difference === 0) return node;
      const child: number = difference < 0 ? this.#lower[node]! : this.#higher[node]!;
      if (child === none) {
        const made = this.#make(letter);
        if (difference < 0) this.#lower[node] = made;
        else this.#higher[node] = made;
        return made;
      }
      node = child;
    }
  }

  #make(letter: number): number {
    const node = this.#nodes;
    if (node === this.#letter.length) this.#widen();
    this.#letter[node] = letter;
    this.#lower[node] = none;
    this.#higher[node] = none;
    this.#next[node] = none;
    this.#values.push(undefined);
    this.#nodes += 1;
    return node;
  }

  #widen(): void {
    const wide = <A extends Uint16Array | Int32Array>(made: A, from: A): A => {
      made.set(from);
      return made;
    };
    const length = this.#letter.length * 2;
    this.#letter = wide(new Uint16Array(length), this.#letter);
    this.#lower = wide(new Int32Array(length), this.#lower);
    this.#higher = wide(new Int32Array(length), this.#higher);
    this.#next = wide(new Int32Array(length), this.#next);
    this.#below = wide(new Int32Array(length), this.#below);
  }

  #eachFollowing(at: number, visit: (node: number) => void): void {
    const waiting = [this.#head(at)];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (node === none) continue;
      visit(node);
      waiting.push(this.#lower[node]!, this.#higher[node]!);
    }
  }

  #visitAt(node: number, visit: (value: T) => void): void {
    const values = this.#values[node];
    if (values) for (const value of values) visit(value);
  }

  #visitBelow(at: number, visit: (value: T) => void): void {
    if (at >= 0) this.#visitAt(at, visit);
    const waiting = [this.#head(at)];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (node === none) continue;
      this.#visitAt(node, visit);
      waiting.push(this.#next[node]!, this.#lower[node]!, this.#higher[node]!);
    }
  }
}
