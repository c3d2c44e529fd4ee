import type { TokenBuckets, TokenGrant } from '../ports.ts';

interface Bucket {
  level: number;
  at: number;
  fullAt: number;
}

const sweepAbove = 10_000;

/** Buckets of this process, which need not be waited for. */
export interface MemoryBuckets extends TokenBuckets {
  /** As `take`, and tells at once. */
  takeNow(...asked: Parameters<TokenBuckets['take']>): TokenGrant;
}

export function memoryBuckets(now: () => number): MemoryBuckets {
  const buckets = new Map<string, Bucket>();

  function sweep(at: number): void {
    if (buckets.size <= sweepAbove) return;
    for (const [key, bucket] of buckets) if (bucket.fullAt <= at) buckets.delete(key);
  }

  const takeNow: MemoryBuckets['takeNow'] = (key, { capacity, refillPerSecond, cost }) => {
    const at = now();
    const kept = buckets.get(key);
    const refilled = kept ? kept.level + (Math.max(0, at - kept.at) * refillPerSecond) / 1000 : capacity;
    const level = Math.min(capacity, refilled);
    const granted = level + 1e-6 >= cost;
    const left = granted ? Math.min(capacity, Math.max(0, level - cost)) : level;
    const fullAt = refillPerSecond > 0 ? at + ((capacity - left) * 1000) / refillPerSecond : Number.POSITIVE_INFINITY;
    if (kept) {
      kept.level = left;
      kept.at = at;
      kept.fullAt = fullAt;
    } else {
      sweep(at);
      buckets.set(key, { level: left, at, fullAt });
    }
    return { granted, remaining: Math.floor(left + 1e-6), retryAfterMs: granted ? 0 : waitFor() };

    function waitFor(): number {
      if (cost > capacity || refillPerSecond <= 0) return Number.POSITIVE_INFINITY;
      return Math.max(1, Math.ceil(((cost - level) * 1000) / refillPerSecond - 1e-6));
    }
  };

  return { takeNow, take: async (...asked) => takeNow(...asked) };
}
