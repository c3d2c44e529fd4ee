import type { Log } from '@lzstock/kit/log';
import { memoryBuckets } from '@lzstock/kit/redis/memory/buckets';
import type { TokenBuckets } from '@lzstock/kit/redis/ports';
import { Refusal } from '@lzstock/kit/refusal';
import type { Viewer } from '@lzstock/kit/viewer';
import { Counter, type Registry } from 'prom-client';
import { Account, type TakeShared, type Verdict } from './account.ts';
import { type Allowances, type Payer, payerOf } from './allowance.ts';

/** One operation, as its payer sees it. */
export interface Charge {
  readonly viewer: Viewer;
  readonly address: string | undefined;
  readonly cost: number;
  /** Whether it changes something. */
  readonly writes: boolean;
}

/**
 * Charges an operation. Returns nothing where it is granted at once, else a promise that resolves when it is; throws or rejects with `RATE_LIMITED` and when to
 * come again, or, for what writes, with `OVERLOADED` while nobody can tell what was spent elsewhere.
 */
export type ChargeOperation = (charge: Charge) => Promise<void> | undefined;

export interface Quotas extends Disposable {
  readonly charge: ChargeOperation;
}

export interface QuotasOptions {
  readonly allowances: Allowances;
  /** Buckets that all gateways share; without them each process has its own. */
  readonly shared: TokenBuckets | null;
  /** How long the shared buckets may take to answer; 50 where left out. */
  readonly deadlineMs?: number | undefined;
  readonly metrics: Registry;
  readonly log: Log;
}

const awayMs = 500;
const idleMs = 250;
const mostAccounts = 100_000;

/**
 * Buckets by payer, shared by all gateways through Redis, a part of them in hand here. While Redis is away, or takes longer than the deadline, reads are charged to
 * buckets of this process and writes are refused.
 */
export function createQuotas({ allowances, shared, deadlineMs = 50, metrics, log }: QuotasOptions): Quotas {
  const local = memoryBuckets(Date.now);
  const accounts = new Map<string, Account>();
  const counted = new Counter({
    name: 'quota_operations_total',
    help: 'Operations charged, by outcome; local: while the shared buckets were away',
    labelNames: ['outcome'],
    registers: [metrics],
  });
  const outcomes = {
    granted: counted.labels({ outcome: 'granted' }),
    refused: counted.labels({ outcome: 'refused' }),
    local: counted.labels({ outcome: 'local' }),
  };
  let awayUntil = Number.NEGATIVE_INFINITY;
  let wasAway = false;

  /** An overdue answer is looked for once more after the event loop has read its sockets: a busy process does not blame Redis. */
  function takeFrom(buckets: TokenBuckets, { key, allowance }: Payer): TakeShared {
    const { capacity, perSecond: refillPerSecond } = allowance;
    return async (cost) => {
      if (performance.now() < awayUntil) throw new Error('away');
      const late = Promise.withResolvers<never>();
      const giveUp = () => late.reject(new Error(`no answer within ${deadlineMs} ms`));
      const timer = setTimeout(() => setImmediate(giveUp), deadlineMs);
      try {
        const grant = await Promise.race([
          buckets.take(`quota:${key}`, { capacity, refillPerSecond, cost }),
          late.promise,
        ]);
        if (wasAway) log.info('quotas are shared again');
        wasAway = false;
        return grant;
      } catch (err) {
        if (!wasAway) log.warn({ err }, 'shared quotas are away: reads are charged here alone, writes are refused');
        wasAway = true;
        awayUntil = performance.now() + awayMs;
        throw err;
      } finally {
        clearTimeout(timer);
      }
    };
  }

  function accountOf(payer: Payer, buckets: TokenBuckets): Account {
    const before = accounts.get(payer.key);
    if (before) return before;
    const opened = new Account(payer.allowance, takeFrom(buckets, payer), () => performance.now());
    accounts.set(payer.key, opened);
    if (accounts.size > mostAccounts) close(accounts.keys().next().value!);
    return opened;
  }

  function close(key: string): void {
    accounts.get(key)?.giveBack();
    accounts.delete(key);
  }

  const sweep = setInterval(() => {
    const since = performance.now() - idleMs;
    for (const [key, { usedAt }] of accounts) if (usedAt < since) close(key);
  }, idleMs);
  sweep.unref();

  function chargeLocally({ key, allowance }: Payer, cost: number): undefined {
    const { capacity, perSecond: refillPerSecond } = allowance;
    settle(local.takeNow(key, { capacity, refillPerSecond, cost }), 'local');
  }

  function settle(
    { granted, retryAfterMs }: { granted: boolean; retryAfterMs: number },
    how: 'granted' | 'local',
  ): void {
    outcomes[granted ? how : 'refused'].inc();
    if (!granted) throw tooMuch(retryAfterMs);
  }

  async function later(verdict: Promise<Verdict>, payer: Payer, cost: number, writes: boolean): Promise<void> {
    const told = await verdict;
    if (told === 'granted') return settle({ granted: true, retryAfterMs: 0 }, 'granted');
    if (told !== 'away') return settle({ granted: false, ...told }, 'granted');
    if (!writes) return chargeLocally(payer, cost);
    outcomes.refused.inc();
    throw new Refusal('OVERLOADED', 'Nothing can be changed at the moment; try again soon', { retryAfter: 1 });
  }

  let last: { readonly address: string | undefined; readonly payer: Payer } | null = null;

  function payerAt(viewer: Viewer, address: string | undefined): Payer {
    if (viewer.id !== null) return payerOf(viewer, address, allowances);
    if (last?.address !== address || !last) last = { address, payer: payerOf(viewer, address, allowances) };
    return last.payer;
  }

  return {
    charge({ viewer, address, cost: asked, writes }) {
      const payer = payerAt(viewer, address);
      const cost = Math.min(Math.max(1, Math.ceil(asked)), payer.allowance.capacity);
      if (!shared) return chargeLocally(payer, cost);
      const verdict = accountOf(payer, shared).spend(cost);
      if (verdict !== 'granted') return later(verdict, payer, cost, writes);
      outcomes.granted.inc();
      return undefined;
    },
    [Symbol.dispose]() {
      clearInterval(sweep);
      for (const key of accounts.keys()) close(key);
    },
  };
}

const longestWaitMs = 3_600_000;

const tooMuch = (retryAfterMs: number): Refusal =>
  new Refusal('RATE_LIMITED', 'More was asked than may be at once; try again later', {
    retryAfter: Math.max(1, Math.ceil(Math.min(retryAfterMs, longestWaitMs) / 1_000)),
  });
