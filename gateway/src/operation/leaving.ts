import type { GiveUp } from '../to-subgraph/patience.ts';
import { Unanswered } from '../to-subgraph/transport.ts';

/** One for all: each answer's connection tells in the end that it is closed, and an error with its stack is dear. */
const nobodyWaits = new Unanswered('left', 'nobody waits for the operation any more');

/** Tells once that nobody waits for an operation any more. */
export class Leaving implements GiveUp {
  readonly #listeners: (() => void)[] = [];
  #reason: Unanswered | null = null;

  get aborted(): boolean {
    return this.#reason !== null;
  }

  get reason(): Unanswered | null {
    return this.#reason;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const at = this.#listeners.lastIndexOf(listener);
    if (at !== -1) this.#listeners.splice(at, 1);
  }

  readonly leave = (): void => {
    if (this.#reason !== null) return;
    this.#reason = nobodyWaits;
    for (const listener of this.#listeners.splice(0)) listener();
  };
}
