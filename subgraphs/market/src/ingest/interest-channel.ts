import { randomUUID } from 'node:crypto';
import type { Log } from '@lzstock/kit/log';
import type { Redis } from '@lzstock/kit/redis/ports';
import type { Clock } from '../clock.ts';
import type { Interest } from './interest.ts';

/** Channel on which processes tell whoever ingests what their readers want. */
const channel = 'market:interest';
const beatMs = 2_000;

interface Told {
  readonly from: string;
  readonly symbols: readonly string[];
  /** The list is all that `from` wants; else it wants these too. */
  readonly whole: boolean;
}

/**
 * Tells what this process wants to whoever ingests: new symbols at once, the whole list every two seconds, so that a list nobody repeats may be
 * forgotten after three times that.
 */
export class InterestTeller implements Disposable {
  readonly id = randomUUID();
  readonly #redis: Redis;
  readonly #log: Log;
  readonly #beat: Disposable;

  constructor(options: {
    readonly redis: Redis;
    readonly interest: Interest;
    readonly clock: Clock;
    readonly log: Log;
  }) {
    const { redis, interest, clock, log } = options;
    this.#redis = redis;
    this.#log = log;
    let quiet = true;
    this.#beat = clock.every(beatMs, () => {
      const { own } = interest;
      if (own.length === 0 && quiet) return;
      quiet = own.length === 0;
      this.#tell({ from: this.id, symbols: own, whole: true });
    });
  }

  /** These are wanted from now on. */
  wants(symbols: readonly string[]): void {
    if (symbols.length > 0) this.#tell({ from: this.id, symbols, whole: false });
  }

  [Symbol.dispose](): void {
    this.#beat[Symbol.dispose]();
    this.#tell({ from: this.id, symbols: [], whole: true });
  }

  #tell(told: Told): void {
    this.#redis.pubsub
      .publish([{ channel, text: JSON.stringify(told) }])
      .catch((err: unknown) => this.#log.debug({ err }, 'interest cannot be told now'));
  }
}

/** Hears what other processes than `own` want, until disposed. */
export async function hearInterest(options: {
  readonly redis: Redis;
  readonly interest: Interest;
  readonly own: string;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<AsyncDisposable> {
  const { redis, interest, own, clock, log } = options;
  const expiry = clock.every(beatMs, () => interest.expire(clock.now() - 3 * beatMs));
  const subscription = await redis.pubsub
    .subscribe(channel, {
      message(text) {
        try {
          const told = JSON.parse(text) as Told;
          if (told.from !== own) interest.told(told.from, told.symbols, told.whole, clock.now());
        } catch (err) {
          log.warn({ err }, 'what another process wants is unreadable');
        }
      },
    })
    .catch((error: unknown) => {
      expiry[Symbol.dispose]();
      throw error;
    });
  return {
    async [Symbol.asyncDispose]() {
      expiry[Symbol.dispose]();
      await subscription[Symbol.asyncDispose]();
      interest.expire(Number.POSITIVE_INFINITY);
    },
  };
}
