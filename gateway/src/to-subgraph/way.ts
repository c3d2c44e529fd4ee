import type { Log } from '@lzstock/kit/log';
import {
  inSpan,
  keepSpan,
  markOutcome,
  outcomeOf,
  type Span,
  type SpanStart,
  traceparentHere,
} from '@lzstock/kit/trace/span';
import { bulkhead } from 'cockatiel';
import { type Heard, readAnswer } from './answer.ts';
import { createToSubgraph } from './ask.ts';
import { type Breaker, createBreaker } from './breaker.ts';
import { untilGivenUp } from './give-up.ts';
import { startPatience } from './patience.ts';
import { createRetryBudget, retryQueries } from './retry.ts';
import { shareQueries } from './share.ts';
import type { ToSubgraph } from './subgraph.ts';
import type { SubgraphCounts } from './subgraph-metrics.ts';
import { type SubgraphCall, type Transport, Unanswered, unanswered } from './transport.ts';

/** Bounds of one way. */
export interface WayLimits {
  /** How long one request may take, in milliseconds, retries included. */
  readonly deadlineMs: number;
  /** Requests under way at a time. */
  readonly concurrent: number;
  /** Requests that may wait for their turn. */
  readonly queued: number;
}

export interface WayOptions {
  readonly name: string;
  readonly transport: Transport;
  readonly limits: WayLimits;
  /** Identical queries of one viewer that are under way at the same time are sent once. */
  readonly deduplicate: boolean;
  readonly counts: SubgraphCounts;
  readonly random: () => number;
  readonly log: Log;
}

/** The way to one subgraph with all that it remembers of its health. Disposal ends its probes; requests under way go on. */
export interface Way extends ToSubgraph, Disposable {
  readonly breaker: Breaker['state'];
}

const probeBody = JSON.stringify({ query: '{ __typename }' });

/** Puts together how a subgraph is asked: identical queries shared, queries sent again, breaker, bounds, then the transport. */
export function createWay({ name, transport, limits, deduplicate, counts, random, log }: WayOptions): Way {
  const { deadlineMs } = limits;

  async function send(call: SubgraphCall): Promise<Heard> {
    const over = counts.sent();
    try {
      const heard = { answer: readAnswer(await transport(call)) };
      over(null);
      return heard;
    } catch (error) {
      const why = unanswered(error);
      over(why.reason);
      throw why;
    }
  }

  async function marked(call: SubgraphCall, span: Span): Promise<Heard> {
    try {
      const heard = await send({ ...call, traceparent: traceparentHere() });
      markOutcome(span, outcomeOf(heard.answer));
      return heard;
    } catch (error) {
      markOutcome(span, unanswered(error).reason);
      throw error;
    }
  }
  const start: SpanStart = { kind: 'client', attributes: { subgraph: name } };
  const traced = (call: SubgraphCall): Promise<Heard> =>
    inSpan(`ask ${name}`, start, (span) => (span ? marked(call, span) : send(call)));

  async function probe(ended: AbortSignal): Promise<void> {
    using patience = startPatience({ deadlineMs, signal: ended });
    await send({ body: probeBody, claims: null, kind: 'query', dueAt: patience.dueAt, signal: patience.signal });
  }

  const breaker = createBreaker({
    probe,
    random,
    changed(state, before) {
      counts.breaker(state);
      if (before === 0)
        log.warn({ subgraph: name }, 'a subgraph does not answer; it is not asked until a probe is answered');
      if (state === 0) log.info({ subgraph: name }, 'a subgraph answers again');
    },
  });
  const bounds = bulkhead(limits.concurrent, limits.queued);
  function bounded(call: SubgraphCall): Promise<Heard> {
    if (bounds.executionSlots + bounds.queueSlots <= 0)
      return Promise.reject(
        new Unanswered('full', `${limits.concurrent} requests are under way and ${limits.queued} wait`),
      );
    // It only reads whether it aborted.
    const signal = call.signal as AbortSignal;
    return bounds.execute(
      keepSpan(() => traced(call)),
      signal,
    );
  }
  const retried = retryQueries({
    budget: createRetryBudget(),
    random,
    retried: counts.retried,
    send: (call) => breaker.run(() => bounded(call)),
  });
  const shared = deduplicate
    ? shareQueries({ send: retried, deadlineMs, shared: counts.shared })
    : (call: SubgraphCall) => untilGivenUp(call.signal, () => retried(call));

  const { ask } = createToSubgraph({
    name,
    deadlineMs,
    send: shared,
    log,
    missed(err) {
      counts.unanswered(err.reason);
      if (err.reason !== 'open' && err.reason !== 'left')
        log.warn({ err, subgraph: name }, 'a subgraph could not be asked');
    },
  });
  return {
    ask,
    get breaker() {
      return breaker.state;
    },
    [Symbol.dispose]: () => breaker[Symbol.dispose](),
  };
}
