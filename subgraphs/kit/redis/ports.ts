/** A value offered to a {@link NewestMap}. */
export interface NewestEntry {
  readonly field: string;
  /** Incarnation of the source, in ASCII; epochs compare as text, a later one replaces whatever an earlier one left. */
  readonly epoch: string;
  /** Grows within an epoch. */
  readonly seq: number;
  readonly value: string;
}

/** Newest value per field. An older value never replaces a newer one, whoever writes and in whatever order. */
export interface NewestMap {
  /** Offers many entries in one atomic step and one round trip; tells for each, in order, whether it was taken. */
  offer(map: string, entries: readonly NewestEntry[]): Promise<boolean[]>;
  /** Values of `fields` in order, null where there is none; one round trip. */
  read(map: string, fields: readonly string[]): Promise<(string | null)[]>;
}

/** What a subscriber of a channel is told. None of these may throw. */
export interface ChannelListener {
  message(text: string): void;
  /** The connection that carries the channel is lost; messages may be missing until `back`. */
  lost?(): void;
  /** The channel is subscribed again. */
  back?(): void;
}

/** Messages to whoever listens now; nothing is kept. */
export interface PubSub {
  /** Publishes in order, in one round trip. */
  publish(messages: readonly { channel: string; text: string }[]): Promise<void>;
  /** Resolves when messages published from now on will be heard. Listeners of one channel share one subscription; the last to leave ends it. */
  subscribe(channel: string, listener: ChannelListener): Promise<AsyncDisposable>;
  /** Channels subscribed on the server at present; zero when everyone has left. */
  readonly channels: number;
}

export interface StreamEntry {
  readonly id: string;
  readonly text: string;
  /** How often it was handed out, this time included. */
  readonly deliveries: number;
}

/**
 * Entries kept in order and handed to one consumer of each group until acknowledged. `read`, `claim` and `pending` reject with `NoGroup` where the group
 * was never created or the server lost its data since; a `read` that waits does so too.
 */
export interface Streams {
  /** Appends in order; trims the stream to about `maxLength`. Returns the ids. */
  append(stream: string, texts: readonly string[], maxLength: number): Promise<string[]>;
  /** Makes sure the group exists; a new one starts before the first entry kept. */
  createGroup(stream: string, group: string): Promise<void>;
  /** New entries for this consumer; waits up to `blockMs` (0: not at all) for the first, answers [] then or when `signal` aborts. */
  read(
    stream: string,
    group: string,
    consumer: string,
    options: { count: number; blockMs: number; signal?: AbortSignal },
  ): Promise<StreamEntry[]>;
  /** Takes over entries that some consumer of the group got but did not acknowledge for `minIdleMs`. */
  claim(
    stream: string,
    group: string,
    consumer: string,
    options: { count: number; minIdleMs: number },
  ): Promise<StreamEntry[]>;
  acknowledge(stream: string, group: string, ids: readonly string[]): Promise<void>;
  /** Entries handed out and not acknowledged. */
  pending(stream: string, group: string): Promise<number>;
}

export interface TokenGrant {
  readonly granted: boolean;
  readonly remaining: number;
  /** How long until the cost would be granted; 0 where it was, `Infinity` where it never will be. */
  readonly retryAfterMs: number;
}

/** Token buckets by key, shared by all processes. */
export interface TokenBuckets {
  /** A negative cost gives back what was taken and not used; a bucket never holds more than its capacity. */
  take(key: string, options: { capacity: number; refillPerSecond: number; cost: number }): Promise<TokenGrant>;
}

/** Held by one holder at a time until it is released or `ttlMs` pass without renewal. */
export interface Lease extends AsyncDisposable {
  /** Extends the lease; false where it was lost meanwhile. */
  renew(): Promise<boolean>;
}

export interface Leases {
  /** The lease, or null while someone else holds it. */
  acquire(name: string, ttlMs: number): Promise<Lease | null>;
}

/** Values that may vanish at any time. */
export interface Cache {
  /** In order, null where missing; one round trip. */
  get(keys: readonly string[]): Promise<(string | null)[]>;
  set(entries: readonly { key: string; value: string }[], ttlMs: number): Promise<void>;
  delete(keys: readonly string[]): Promise<void>;
}

export interface Notice {
  readonly text: string;
  /** How long it holds from now on. */
  readonly ttlMs: number;
}

/** Texts that each hold for a while: told to those who listen now, and kept for those who come later. */
export interface Notices {
  /**
   * Puts a text on a board and publishes `<ttlMs> <text>` on the channel of the board's name, in one atomic step. Posted again it holds until the later
   * time. A board keeps the `most` that hold longest.
   */
  post(board: string, notice: Notice, most: number): Promise<void>;
  /** All that still hold. */
  read(board: string): Promise<Notice[]>;
}

/**
 * Everything LZStock asks of Redis. Two implementations, one suite: ioredis against a server, and memory of one process.
 * Every call has a deadline and rejects with `RedisUnavailable` when the server cannot be reached within it.
 */
export interface Redis extends AsyncDisposable {
  readonly kind: 'server' | 'memory';
  readonly newest: NewestMap;
  readonly pubsub: PubSub;
  readonly streams: Streams;
  readonly buckets: TokenBuckets;
  readonly leases: Leases;
  readonly cache: Cache;
  readonly notices: Notices;
  /** Round-trip time in milliseconds. */
  ping(): Promise<number>;
}
