import type { GiveUp } from './give-up.ts';
import type { SubgraphRequest } from './subgraph.ts';

/** One request on its way to one subgraph. */
export interface SubgraphCall {
  /** The request as JSON. */
  readonly body: string;
  /** Who asks, as the viewer header writes it; null for a visitor. */
  readonly claims: string | null;
  /** Where it belongs in a trace, as W3C Trace Context writes it. */
  readonly traceparent?: string | undefined;
  /** A mutation is sent once at most. */
  readonly kind: 'query' | 'mutation';
  /** On the clock of `performance.now()`. */
  readonly dueAt: number;
  /** Aborts, with an `Unanswered` for its reason, when the answer is due or nobody waits for it any more. */
  readonly signal: GiveUp;
}

/** An answer as it came. */
export interface Received {
  readonly text: string;
  readonly status: number;
}

/** Carries a request to a subgraph and its answer back. Rejects with `Unanswered` where none comes, and soon after the signal aborts. */
export type Transport = (call: SubgraphCall) => Promise<Received>;

/** The longest answer that is read, in bytes. */
export const maxAnswerBytes = 5 * 1024 * 1024;

export type UnansweredReason =
  /** No connection, or one that broke before the answer was whole. */
  | 'unreachable'
  /** A connection that carried many requests broke: the next request tells whether the subgraph is there. */
  | 'cut'
  | 'late'
  /** What came is no GraphQL result. */
  | 'unreadable'
  | 'too large'
  /** It does not take our signature. */
  | 'unsigned'
  /** Nobody waits any more. */
  | 'left'
  /** Its breaker is open: it was not asked. */
  | 'open'
  /** As much is under way and waiting as may be: it was not asked. */
  | 'full';

/** Why a subgraph gave no answer. Its message is for the log. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  readonly reason: UnansweredReason;

  constructor(reason: UnansweredReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** Any error as an `Unanswered`; what is none yet is a connection that failed. */
export const unanswered = (error: unknown): Unanswered =>
  error instanceof Unanswered ? error : new Unanswered('unreachable', 'the connection failed', { cause: error });

/** What is no query for certain is taken for a mutation. */
export const kindOf = ({ query }: SubgraphRequest): SubgraphCall['kind'] =>
  /^\s*(query\b|\{)/.test(query) ? 'query' : 'mutation';
