import type { Target } from '../world/target.ts';
import type { Heard } from './heard.ts';
import { createStranger, type Stranger } from './stranger.ts';

/** One run of one attack: what it opens is closed when it leaves. */
export interface Raid extends Disposable {
  readonly target: Target;
  /** Somebody at an address nobody saw before, or at this one; at another port than the public one where its origin is given. */
  stranger(origin?: string, address?: string): Stranger;
  /** Counts one of several attempts of this try. */
  attempt(): void;
  /** Those that were counted. */
  readonly attempts: number;
  /** A text no other try has, so that nothing remembered answers it. */
  fresh(): string;
}

let strangers = 0;
let texts = 0;

/** Loopback has sixteen million addresses; quotas by address count each of them apart. */
function nextAddress(): string {
  const number = 512 + strangers++;
  return `127.${1 + (number >> 16)}.${(number >> 8) & 255}.${1 + (number % 254)}`;
}

export function openRaid(target: Target, heard: Heard): Raid {
  const opened = new DisposableStack();
  let attempts = 0;
  return {
    target,
    attempt() {
      attempts++;
    },
    get attempts() {
      return attempts;
    },
    stranger: (origin = target.origin, address = nextAddress()) =>
      opened.use(createStranger(address, { origin, socketUrl: target.socketUrl }, heard)),
    fresh: () => `${process.pid.toString(36)}_${(texts++).toString(36)}`,
    [Symbol.dispose]: () => opened.dispose(),
  };
}
