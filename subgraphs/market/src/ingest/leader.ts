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
const leaseMs = 2_000;
const tryEveryMs = 500;

/**
 * Holds the one lease to ingest among all processes for as long as Redis lets it. Disposing gives the lease back, so that another leads at once.
 */
export class Leader implements AsyncDisposable {
  readonly #options: { readonly redis: Redis; readonly clock: Clock; readonly log: Log };
  readonly #leadership: Leadership;
  readonly #timer: Disposable;
  #lease: Lease | null = null;
  #epoch: string | null = null;
  #step: Promise<void> | null = null;
  #over = false;

  constructor(options: { readonly redis: Redis; readonly clock: Clock; readonly log: Log }, leadership: Leadership) {
    this.#options = options;
    this.#leadership = leadership;
    this.#timer = options.clock.every(tryEveryMs, () => this.#turn());
    this.#turn();
  }

  /** The epoch in which this process may tell quotes; null while it may not. */
  get epoch(): string | null {
    return this.#epoch;
  }

  /**
   * Something told in `epoch` did not arrive, or something newer was met: nothing more is told in it. The lease is renewed or taken anew before this
   * process leads in another.
   */
  doubt(epoch: string | null): void {
    if (this.#epoch === null || this.#epoch !== epoch) return;
    this.#epoch = null;
    this.#leadership.pause();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true;
    this.#timer[Symbol.dispose]();
    await this.#step;
    await this.#lease?.[Symbol.asyncDispose]();
    this.#lease = null;
    this.#epoch = null;
  }

  #turn(): void {
    if (this.#over || this.#step) return;
    this.#step = this.#try()
      .catch((err: unknown) => {
        this.#options.log.debug({ err }, 'the lease of ingest cannot be asked for');
        this.doubt(this.#epoch);
      })
      .finally(() => {
        this.#step = null;
      });
  }

  async #try(): Promise<void> {
    const { redis, clock, log } = this.#options;
    if (this.#lease && !(await this.#lease.renew())) {
      this.#lease = null;
      this.doubt(this.#epoch);
    }
    if (this.#epoch) return;
    this.#lease ??= await redis.leases.acquire(leaseName, leaseMs);
    if (!this.#lease) {
      this.#leadership.follow();
      return;
    }
    const epoch = await nextEpoch(redis, clock.now());
    this.#epoch = epoch;
    log.info({ epoch }, 'this process ingests ticks');
    this.#leadership.lead(epoch);
  }
}
