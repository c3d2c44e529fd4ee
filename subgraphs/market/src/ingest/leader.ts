import type { Log } from '@lzstock/kit/log';
import type { Lease, Redis } from '@lzstock/kit/redis/ports';
import type { Clock } from '../clock.ts';
import { nextEpoch } from './epoch.ts';

/** What leading means; none of these throws. */
export interface Leadership {
  /** This process leads in a new epoch, also after it led in another. */
  lead(epoch: string): void;
  /** Nothing may be told until `lead`: Redis is away, or the lease was lost and nobody else is known to lead. */
  pause(): void;
  /** Another process leads. */
  follow(): void;
}

const leaseName = 'market:ingest';
const leaseMs = 3_000;
const tryEveryMs = 500;

/**
 * Holds the one lease to ingest among all processes for as long as Redis lets it. Disposing gives the lease back, so that another leads at once.
 */
export class Leader implements AsyncDisposable {
  readonly #options: { readonly redis: Redis; readonly clock: Clock; readonly log: Log };
  readonly #leadership: Leadership;
  readonly #timer: Disposable;
  #lease: Lease | null = null;
  #step: Promise<void> | null = null;
  #over = false;

  constructor(options: { readonly redis: Redis; readonly clock: Clock; readonly log: Log }, leadership: Leadership) {
    this.#options = options;
    this.#leadership = leadership;
    this.#timer = options.clock.every(tryEveryMs, () => this.#turn());
    this.#turn();
  }

  /** True while this process may tell quotes. */
  get leads(): boolean {
    return this.#lease !== null;
  }

  /** Something that was told did not arrive, or something newer was met: the lease counts as lost until it is taken anew. */
  doubt(): void {
    const lease = this.#lease;
    if (!lease) return;
    this.#lease = null;
    this.#leadership.pause();
    Promise.resolve(lease[Symbol.asyncDispose]()).catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true;
    this.#timer[Symbol.dispose]();
    await this.#step;
    await this.#lease?.[Symbol.asyncDispose]();
    this.#lease = null;
  }

  #turn(): void {
    if (this.#over || this.#step) return;
    this.#step = this.#try()
      .catch((err: unknown) => {
        this.#options.log.debug({ err }, 'the lease of ingest cannot be asked for');
        this.doubt();
      })
      .finally(() => {
        this.#step = null;
      });
  }

  async #try(): Promise<void> {
    const { redis, clock, log } = this.#options;
    if (this.#lease) {
      if (!(await this.#lease.renew())) this.doubt();
      if (this.#lease) return;
    }
    const lease = await redis.leases.acquire(leaseName, leaseMs);
    if (!lease) return this.#leadership.follow();
    try {
      const epoch = await nextEpoch(redis, clock.now());
      this.#lease = lease;
      log.info({ epoch }, 'this process ingests ticks');
      this.#leadership.lead(epoch);
    } catch (error) {
      await Promise.resolve(lease[Symbol.asyncDispose]()).catch(() => {});
      throw error;
    }
  }
}
