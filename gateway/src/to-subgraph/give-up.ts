/**
 * Tells that something is given up: of an `AbortSignal` what a call needs, so that one of those will do too. Each call makes several and hardly ever tells
 * anything, and an `AbortController` costs ten times as much.
 */
export interface GiveUp {
  readonly aborted: boolean;
  /** Why, once it aborted. */
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** What `begin` comes to, which is not begun where it is given up already and not waited for after; rejects with the reason then. */
export function untilGivenUp<T>(signal: GiveUp, begin: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    begin().then(resolve, reject);
  });
}

/** One that is told by `giveUp`, once. */
export class GiveUpSignal<Reason extends Error> implements GiveUp {
  readonly #listeners: (() => void)[] = [];
  #reason: Reason | null = null;

  get aborted(): boolean {
    return this.#reason !== null;
  }

  get reason(): Reason | null {
    return this.#reason;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const at = this.#listeners.lastIndexOf(listener);
    if (at !== -1) this.#listeners.splice(at, 1);
  }

  giveUp(reason: Reason): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    for (const listener of this.#listeners.splice(0)) listener();
  }
}
