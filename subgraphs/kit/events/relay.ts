import { fullJitter } from '../redis/jitter.ts';
import type { Redis } from '../redis/ports.ts';
import type { Log } from '../src/log.ts';
import { Bell, pause } from './bell.ts';
import { changeNotice, type EntityChange, entityChanges } from './entity-change.ts';
import { type Letter, type Mark, replayChannel } from './letter.ts';
import { type OutboxEntry, type OutboxSession, openOutboxSession } from './outbox-session.ts';

export interface RelayOptions {
  /** The database that holds the outbox; one connection of it is the relay's. */
  readonly databaseUrl: string;
  readonly redis: Redis;
  /** The stream that carries the context's events. */
  readonly stream: string;
  readonly log: Log;
  /** The entities that an event tells a change of; told to whoever keeps their fields, after the event was sent. None where left out. */
  readonly changes?: ((event: unknown) => readonly EntityChange[]) | undefined;
  /** How long events can be replayed; 7 where left out. */
  readonly keepDays?: number;
}

export interface Relay extends AsyncDisposable {
  /** Since the start: letters appended, replays answered, rounds that failed and were tried again. */
  readonly counters: { readonly appended: number; readonly replays: number; readonly failures: number };
  /** This process relays; false while another process does, or while the database is away. */
  readonly active: boolean;
}

const batch = 500;
const streamLength = 50_000;
const pollMs = 2_000;
const purgeEveryMs = 3_600_000;

/**
 * Carries an outbox to its stream, in order, each event at least once whatever breaks when. Any number of processes may start one, one at a time is
 * active. Failures of the database or of Redis are logged and tried again. Consumers that lack something have it appended anew from the table.
 * Disposing ends it after the batch under way.
 */
export function startRelay(options: RelayOptions): Relay {
  const { databaseUrl, redis, stream, log, keepDays = 7 } = options;
  const counters = { appended: 0, replays: 0, failures: 0 };
  const stop = new AbortController();
  const bell = new Bell();
  let active = false;
  let failed = 0;

  const running = (async () => {
    while (!stop.signal.aborted) {
      try {
        await using session = await openOutboxSession(databaseUrl, () => bell.ring());
        const signal = AbortSignal.any([stop.signal, session.lost]);
        if (await lock(session, signal)) await relay(session, signal);
      } catch (err) {
        counters.failures++;
        if (failed === 0) log.warn({ err, stream }, 'events cannot be relayed; trying again until they can');
        await pause(fullJitter(++failed, 100, 2_000), stop.signal);
      }
      active = false;
    }
  })();

  async function lock(session: OutboxSession, signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      if (await session.tryLock()) return true;
      await pause(pollMs, signal);
    }
    return false;
  }

  async function relay(session: OutboxSession, signal: AbortSignal): Promise<void> {
    const state = await session.state();
    let { sent } = state;
    let cursor = sent;
    let purgedAt = Number.NEGATIVE_INFINITY;
    await using _asks = await redis.pubsub.subscribe(replayChannel(stream), {
      message(text) {
        const from = firstLacking(text, state.epoch);
        if (from === null)
          return log.error({ stream, text }, 'a replay was asked for in words that are not understood');
        if (from > sent + 1) log.error({ stream, from, sent }, 'a consumer is ahead of the outbox: was it restored?');
        if (from > cursor) return;
        cursor = from - 1;
        counters.replays++;
        bell.ring();
      },
    });
    active = true;
    while (!signal.aborted) {
      const after = cursor;
      const entries = await session.read(after, batch);
      if (entries.length === 0) {
        failed = 0;
        if (performance.now() - purgedAt > purgeEveryMs) {
          await session.purge(keepDays);
          purgedAt = performance.now();
        }
        await bell.wait(pollMs, signal);
        continue;
      }
      await redis.streams.append(stream, letters(entries, state.epoch, after), streamLength);
      const changes = options.changes ? entries.flatMap(({ event }) => options.changes!(event)) : [];
      if (changes.length > 0) await redis.pubsub.publish([{ channel: entityChanges, text: changeNotice(changes) }]);
      counters.appended += entries.length;
      failed = 0;
      const reached = entries.at(-1)!.position;
      if (cursor === after) cursor = reached;
      if (reached > sent) {
        await session.markSent(reached);
        sent = reached;
      }
    }
  }

  return {
    counters,
    get active() {
      return active;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

/** The first position a consumer lacks; the very first where it knows another incarnation of the outbox. */
function firstLacking(text: string, epoch: number): number | null {
  const mark: Partial<Mark> = JSON.parse(text);
  if (!Number.isSafeInteger(mark.position) || !Number.isSafeInteger(mark.epoch)) return null;
  return mark.epoch === epoch ? mark.position! + 1 : 1;
}

function letters(entries: readonly OutboxEntry[], epoch: number, after: number): string[] {
  return entries.map((entry, i) => {
    const letter: Letter<unknown> = { epoch, ...entry };
    const first = i === 0 && entry.position !== after + 1;
    return JSON.stringify(first ? { ...letter, first } : letter);
  });
}
