import { Recent } from './recent.ts';

/** Counts who knocks, by address, with a bucket for each that refills steadily. */
export interface Arrivals {
  /** Takes one arrival; 0 where it may enter, else whole seconds after which it may be tried again. */
  wait(address: string): number;
}

export interface ArrivalOptions {
  /** Arrivals that one address may make at once. */
  readonly burst: number;
  /** Arrivals that one address may make a second in the long run. */
  readonly perSecond: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

interface Bucket {
  left: number;
  at: number;
}

const addresses = 10_000;

/** Limits how fast one address may open sockets. The ten thousand latest addresses are remembered; one that is forgotten begins with a full bucket. */
export function createArrivals({ burst, perSecond, now = () => performance.now() }: ArrivalOptions): Arrivals {
  const buckets = new Recent<Bucket>(addresses);
  return {
    wait(address) {
      if (burst === Number.POSITIVE_INFINITY) return 0;
      const at = now();
      let bucket = buckets.get(address);
      if (!bucket) {
        bucket = { left: burst, at };
        buckets.set(address, bucket);
      }
      bucket.left = Math.min(burst, bucket.left + ((at - bucket.at) / 1_000) * perSecond);
      bucket.at = at;
      if (bucket.left < 1) return Math.max(1, Math.ceil((1 - bucket.left) / perSecond));
      bucket.left--;
      return 0;
    },
  };
}
