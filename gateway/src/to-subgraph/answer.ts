import type { SubgraphAnswer } from './subgraph.ts';
import { type Received, Unanswered } from './transport.ts';

/** An answer that was read. */
export interface Heard {
  /** Its errors are not masked yet. */
  readonly answer: SubgraphAnswer;
}

/** Reads what came. Throws `Unanswered` where it is no GraphQL result. */
export function readAnswer({ text, status }: Received): SubgraphAnswer {
  const answer = parseJson(text, status);
  if (typeof answer !== 'object' || answer === null || !('data' in answer || 'errors' in answer))
    throw unreadable(status, 'something that is no GraphQL result');
  const { data, errors } = answer as SubgraphAnswer;
  if (typeof data !== 'object' && data !== undefined) throw unreadable(status, 'data that are no object');
  if (Array.isArray(data)) throw unreadable(status, 'data that are a list');
  if (errors !== undefined && !Array.isArray(errors)) throw unreadable(status, 'errors that are no list');
  if (errors?.some((error) => typeof error?.message !== 'string'))
    throw unreadable(status, 'errors that have no message');
  return answer as SubgraphAnswer;
}

function parseJson(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const unreached = status === 502 || status === 503 || status === 504;
    throw new Unanswered(
      unreached ? 'unreachable' : 'unreadable',
      `it answered ${status} with something that is no JSON`,
      {
        cause,
      },
    );
  }
}

const unreadable = (status: number, what: string) => new Unanswered('unreadable', `it answered ${status} with ${what}`);
