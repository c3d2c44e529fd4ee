import type { EntityManager } from '@mikro-orm/postgresql';
import { fullJitter } from '../redis/jitter.ts';
import type { Redis, StreamEntry } from '../redis/ports.ts';
import type { Log } from '../src/log.ts';
import { pause } from './bell.ts';
import { holdLease } from './held-lease.ts';
import { type InboxDatabase, lockMark, moveMark, park } from './inbox-store.ts';
import { type Delivery, type Letter, type Mark, parseLetter, replayChannel } from './letter.ts';
import { type Sifted, sift } from './sift.ts';
import { isTransient } from './transient.ts';

/** Applies events, in order, through `em` alone: what it writes is committed together with the note that they were applied. */
export type Apply<E> = (em: EntityManager, deliveries: readonly Delivery<E>[]) => Promise<void>;

export interface ConsumeOptions<E> {
  readonly redis: Redis;
  readonly database: InboxDatabase;
  /** The stream of the context that tells the events. */
  readonly stream: string;
  /** Who consumes. */
  readonly context: string;
  readonly apply: Apply<E>;
  readonly log: Log;
}

export interface ConsumerCounters {
  /** Events applied, each once. */
  applied: number;
  /** Events that came again and were passed over. */
  duplicates: number;
  /** Times a replay was asked for because something was missing. */
  holes: number;
  /** Events the producer no longer kept when this context came back. */
  lost: number;
  /** Tries of single events that failed. */
  failedTries: number;
  /** Events given up and put among the dead letters. */
  parked: number;
  /** Times the database or Redis failed. */
  failures: number;
}

export interface Consumer extends AsyncDisposable {
  readonly counters: Readonly<ConsumerCounters>;
}

const batch = 500;
const maxTries = 5;
const waitMs = 1_000;
const askEveryMs = 2_000;
const leaseMs = 6_000;

/**
 * Applies the events of a stream, each exactly once, in order. Any number of processes of a context may consume, one at a time does. An event that
 * fails five times by its own fault becomes a dead letter and the rest goes on; while the database or Redis is away everything waits. Whatever the
 * stream lost is asked for anew, also when nothing follows that would show the loss. Disposing ends it after the batch under way.
 */
export function consume<E>(options: ConsumeOptions<E>): Consumer {
  const { redis, database, stream, context, apply, log } = options;
  const counters: ConsumerCounters = {
    applied: 0,
    duplicates: 0,
    holes: 0,
    lost: 0,
    failedTries: 0,
    parked: 0,
    failures: 0,
  };
  const stop = new AbortController();
  let failed = 0;

  const running = (async () => {
    while (!stop.signal.aborted) {
      try {
        await takeTurn();
      } catch (err) {
        if (stop.signal.aborted) break;
        counters.failures++;
        if (failed === 0) log.warn({ err, stream }, 'events cannot be applied; trying again until they can');
        await pause(fullJitter(++failed, 100, 2_000), stop.signal);
      }
    }
  })();

  async function takeTurn(): Promise<void> {
    const lease = await redis.leases.acquire(`inbox:${context}:${stream}`, leaseMs);
    if (lease === null) return pause(waitMs, stop.signal);
    await using held = holdLease(lease, leaseMs);
    const signal = AbortSignal.any([stop.signal, held.lost]);
    await redis.streams.createGroup(stream, context);
    let mark = await database.fork().transactional((em) => lockMark(em, stream));
    let askedAt = Number.NEGATIVE_INFINITY;
    let leftOver = true;
    while (!signal.aborted) {
      const entries = await next();
      const { mark: reached, hole } = await settle(lettersOf(entries), signal);
      await redis.streams.acknowledge(
        stream,
        context,
        entries.map(({ id }) => id),
      );
      mark = reached;
      failed = 0;
      if (hole) counters.holes++;
      if ((hole || entries.length === 0) && performance.now() - askedAt > askEveryMs) {
        await redis.pubsub.publish([{ channel: replayChannel(stream), text: JSON.stringify(mark) }]);
        askedAt = performance.now();
      }
    }

    /** First what a former consumer got and did not finish, then what is new. */
    async function next(): Promise<StreamEntry[]> {
      if (leftOver) {
        const entries = await redis.streams.claim(stream, context, 'inbox', { count: batch, minIdleMs: 0 });
        if (entries.length > 0) return entries;
        leftOver = false;
      }
      return redis.streams.read(stream, context, 'inbox', { count: batch, blockMs: waitMs, signal });
    }

    async function settle(letters: readonly Letter<E>[], signal: AbortSignal, tries = 1): Promise<Standing> {
      if (letters.length === 0) return { mark, hole: false };
      try {
        return await inTransaction(letters, (em, fresh) => apply(em, fresh));
      } catch (error) {
        if (isTransient(error)) throw error;
        if (letters.length > 1) {
          const half = letters.length >> 1;
          await settle(letters.slice(0, half), signal);
          return settle(letters.slice(half), signal);
        }
        counters.failedTries++;
        if (tries < maxTries) {
          await pause(fullJitter(tries, 100, 1_000), signal);
          signal.throwIfAborted();
          return settle(letters, signal, tries + 1);
        }
        log.error({ err: error, stream, position: letters[0]!.position }, 'an event was put among the dead letters');
        const standing = await inTransaction(letters, (em, [letter]) => park(em, stream, letter!, error, tries));
        counters.parked++;
        counters.applied--;
        return standing;
      }
    }
  }

  function lettersOf(entries: readonly StreamEntry[]): Letter<E>[] {
    return entries.flatMap(({ id, text }) => {
      const letter = parseLetter<E>(text);
      if (letter === null) log.error({ stream, id, text: text.slice(0, 200) }, 'what the stream carried is no event');
      return letter ?? [];
    });
  }

  async function inTransaction(
    letters: readonly Letter<E>[],
    effect: (em: EntityManager, fresh: readonly Letter<E>[]) => Promise<void>,
  ): Promise<Sifted<E>> {
    const sifted = await database.fork().transactional(async (em) => {
      const sifted = sift(await lockMark(em, stream), letters);
      if (sifted.fresh.length === 0) return sifted;
      await effect(em, sifted.fresh);
      await moveMark(em, stream, sifted.mark, sifted.fresh);
      return sifted;
    });
    counters.applied += sifted.fresh.length;
    counters.duplicates += sifted.duplicates;
    counters.lost += sifted.lost;
    if (sifted.lost > 0)
      log.error({ stream, lost: sifted.lost }, 'events were lost: the producer keeps them no longer');
    return sifted;
  }

  return {
    counters,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

type Standing = { readonly mark: Mark; readonly hole: boolean };
