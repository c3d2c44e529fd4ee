import type { Log } from '@lzstock/kit/log';
import { encodeViewer } from '@lzstock/kit/viewer';
import type { GraphQLFormattedError } from 'graphql';
import { maskSubgraphError } from '../errors.ts';
import type { Heard } from './answer.ts';
import { firstPath } from './first-path.ts';
import { startPatience } from './patience.ts';
import type { ToSubgraph } from './subgraph.ts';
import { kindOf, type SubgraphCall, type Unanswered, unanswered } from './transport.ts';

export interface AskOptions {
  readonly name: string;
  /** How long one request may take, retries included. */
  readonly deadlineMs: number;
  /** Rejects as soon as the call's signal aborts. */
  readonly send: (call: SubgraphCall) => Promise<Heard>;
  /** Told of every request that stayed without an answer. */
  readonly missed: (why: Unanswered) => void;
  readonly log: Log;
}

const overloaded = {
  message: 'There is more to do than can be done at the moment; try again shortly.',
  extensions: { code: 'OVERLOADED' },
};
const unavailable = {
  message: 'A part of this answer is not available at the moment.',
  extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
};

/** The one error that stands for all that a query did not get, at the first of it. */
export function missing(query: string, { reason }: Pick<Unanswered, 'reason'>): GraphQLFormattedError {
  const path = firstPath(query);
  return { ...(reason === 'full' ? overloaded : unavailable), ...(path && { path }) };
}

/** A way of sending as the port that never rejects. */
export function createToSubgraph({ name, deadlineMs, send, missed, log }: AskOptions): ToSubgraph {
  return {
    async ask(request, { viewer, traceparent, dueAt, signal }) {
      const { query, operationName, variables } = request;
      using patience = startPatience({ deadlineMs, dueAt, signal });
      try {
        const { answer } = await send({
          body: JSON.stringify({ query, variables, operationName }),
          claims: encodeViewer(viewer),
          traceparent,
          kind: kindOf(request),
          dueAt: patience.dueAt,
          signal: patience.signal,
        });
        const { data = null, errors, shared } = answer;
        const own = shared ? { data, shared } : { data };
        return errors ? { ...own, errors: errors.map((error) => maskSubgraphError(error, name, log)) } : own;
      } catch (error) {
        const why = unanswered(error);
        missed(why);
        return { data: null, errors: [missing(query, why)] };
      }
    },
  };
}
