import { GiveUpSignal } from '../to-subgraph/give-up.ts';
import { Unanswered } from '../to-subgraph/transport.ts';

/** One for all: each answer's connection tells in the end that it is closed, and an error with its stack is dear. */
const nobodyWaits = new Unanswered('left', 'nobody waits for the operation any more');

/** Tells once that nobody waits for an operation any more. */
export class Leaving extends GiveUpSignal<Unanswered> {
  readonly leave = (): void => this.giveUp(nobodyWaits);
}
