/** Every bound of the live room. */
export interface Limits {
  /** Open sockets of this process; one more is answered 503. */
  readonly sockets: number;
  /** Sockets that one address may open at once; one more is answered 429. */
  readonly arrivalBurst: number;
  /** Sockets that one address may open a second in the long run. */
  readonly arrivalsPerSecond: number;
  /** Share of the memory in use from which sockets are answered 503 and slow readers closed. */
  readonly memoryShare: number;
  /** Sockets of one signed-in viewer; one more is closed with 1013. */
  readonly socketsPerViewer: number;
  /** Operations running at once on one socket; one more is refused with `OPERATION_LIMIT`. */
  readonly operationsPerSocket: number;
  /** Distinct elements of one subscription; more are refused with `BAD_INPUT` naming the argument. */
  readonly elementsPerSubscription: number;
  /** Element streams of one socket over all its subscriptions; more are refused with `OPERATION_LIMIT`. */
  readonly elementsPerSocket: number;
  /** Bytes of one message from a client; more close the socket with 1009. */
  readonly messageBytes: number;
  /** Messages a second from one client; more close the socket with 4829. */
  readonly messagesPerSecond: number;
  /** Tokens of a document, counted before it is read. */
  readonly tokens: number;
  /** Prepared documents that are remembered. */
  readonly documents: number;
  /** Characters of remembered documents together: a long one takes a hundred times as much memory. */
  readonly documentCharacters: number;
  /** Unread values of one subscription whose delivery is `EVERY`; more close the socket with 4808. */
  readonly unread: number;
  /** Bytes on the way to one client that it has not confirmed; no more are written before it does. */
  readonly unconfirmedBytes: number;
  /** Bytes of answers and protocol messages that may wait for one client; more close the socket with 4808. */
  readonly waitingBytes: number;
  /** Milliseconds a client has for `connection_init`, after which the socket is closed with 4408. */
  readonly initMs: number;
  /** Milliseconds between two looks at whether a client is still there; it is cut after missing two. */
  readonly heartbeatMs: number;
  /** Milliseconds a subgraph may be away before values are sent again with the stale mark. */
  readonly lossGraceMs: number;
  /** Milliseconds over which a drain spreads its closes. */
  readonly drainMs: number;
}

export const defaultLimits: Limits = {
  sockets: 20_000,
  arrivalBurst: 200,
  arrivalsPerSecond: 100,
  memoryShare: 0.8,
  socketsPerViewer: 5,
  operationsPerSocket: 100,
  elementsPerSubscription: 200,
  elementsPerSocket: 2_000,
  messageBytes: 64 * 1024,
  messagesPerSecond: 1_000,
  tokens: 2_000,
  documents: 1_000,
  documentCharacters: 512 * 1024,
  unread: 1_000,
  unconfirmedBytes: 512 * 1024,
  waitingBytes: 1024 * 1024,
  initMs: 3_000,
  heartbeatMs: 15_000,
  lossGraceMs: 1_000,
  drainMs: 5_000,
};

/** Bounds for trials against somebody else's graph: what a client may ask for has none, what may wait for a client has. */
export const looseLimits: Partial<Limits> = {
  sockets: Number.POSITIVE_INFINITY,
  arrivalBurst: Number.POSITIVE_INFINITY,
  socketsPerViewer: Number.POSITIVE_INFINITY,
  operationsPerSocket: Number.POSITIVE_INFINITY,
  elementsPerSubscription: Number.POSITIVE_INFINITY,
  elementsPerSocket: Number.POSITIVE_INFINITY,
  messageBytes: 64 * 1024 * 1024,
  messagesPerSecond: Number.POSITIVE_INFINITY,
  tokens: Number.POSITIVE_INFINITY,
};
