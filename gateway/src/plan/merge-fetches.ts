import type { GraphQLFormattedError } from 'graphql';
import { createNewestTexts } from '../newest-texts.ts';
import { type JsonObject, put } from './json.ts';
import { type MergedText, mergeTexts } from './merge-texts.ts';
import type { Fetch, FetchAnswer, FetchRequest } from './subgraph-fetch.ts';

interface Waiting {
  readonly request: FetchRequest;
  readonly settle: (answer: Promise<FetchAnswer>) => void;
}

/** What entity fetches that start together are put into, for one run of a plan. */
export type MergeFetches = (fetch: Fetch) => Fetch;

const remembered = { texts: 500, characters: 1_000_000 };

/** How long an entity fetch waits for those that follow from requests of the same run which are still under way. */
const defaultHoldMs = 1;

/**
 * Makes one request of the entity fetches that a run starts together at the same subgraph, and hands each its own part of the answer. Together is: in the same turn of the
 * event loop, or, where other requests of the run are under way, until they are answered, for a millisecond at most. What one part of it breaks for the others is
 * asked for once more, each by itself. What goes wrong with the request as a whole goes wrong for each.
 */
export function createFetchMerger({ holdMs = defaultHoldMs } = {}): MergeFetches {
  const known = createNewestTexts<MergedText | 'apart'>(remembered);

  function merged(requests: readonly FetchRequest[]): MergedText | null {
    const key = requests.map(({ query, contextual }) => (contextual ? `${query} ${contextual}` : query)).join('\n');
    const before = known.get(key);
    if (before) return before === 'apart' ? null : before;
    const now = mergeTexts(requests);
    known.set(key, now ?? 'apart');
    return now;
  }

  return (fetch) => {
    let waiting = new Map<string, Waiting[]>();
    let underWay = 0;
    let held: NodeJS.Timeout | null = null;

    const ask: Fetch = async (subgraph, request) => {
      underWay++;
      try {
        return await fetch(subgraph, request);
      } finally {
        underWay--;
        if (underWay === 0 && held) {
          clearTimeout(held);
          held = null;
          setImmediate(sendAll);
        }
      }
    };

    function sendAll(): void {
      held = null;
      const leaving = waiting;
      waiting = new Map();
      for (const [subgraph, together] of leaving) send(subgraph, together);
    }

    function send(subgraph: string, together: readonly Waiting[]): void {
      const requests = together.map(({ request }) => request);
      const text = requests.length > 1 ? merged(requests) : null;
      const answers = text
        ? askTogether(ask, subgraph, requests, text)
        : requests.map((request) => ask(subgraph, request));
      for (const [at, { settle }] of together.entries()) settle(answers[at]!);
    }

    return (subgraph, request) => {
      if (!('representations' in request.variables)) return ask(subgraph, request);
      return new Promise((resolve) => {
        if (waiting.size === 0) {
          if (underWay === 0) setImmediate(sendAll);
          else held = setTimeout(sendAll, holdMs);
        }
        const others = waiting.get(subgraph);
        if (others) others.push({ request, settle: resolve });
        else waiting.set(subgraph, [{ request, settle: resolve }]);
      });
    };
  };
}

function askTogether(
  fetch: Fetch,
  subgraph: string,
  requests: readonly FetchRequest[],
  text: MergedText,
): Promise<FetchAnswer>[] {
  const variables: JsonObject = {};
  for (const [at, request] of requests.entries()) {
    const { own } = text.parts[at]!;
    for (const [name, value] of Object.entries(request.variables)) put(variables, own.get(name) ?? name, value);
  }
  const { operationName, kind } = requests[0]!;
  const whole = fetch(subgraph, { query: text.query, operationName, variables, kind });
  return requests.map(async (request, at) => {
    const answer = await whole;
    return isBrokenByAPart(answer) ? fetch(subgraph, request) : partOf(answer, text, at);
  });
}

/** Whether there is no data because the list of one part could not be null. */
const isBrokenByAPart = ({ data, errors }: FetchAnswer): boolean =>
  (data === null || data === undefined) && (errors ?? []).some(({ path }) => path?.length === 1);

function partOf({ data, errors, shared }: FetchAnswer, { parts }: MergedText, at: number): FetchAnswer {
  const { alias, firstField } = parts[at]!;
  const failed = data === null || data === undefined;
  const own = (errors ?? []).flatMap((error): GraphQLFormattedError[] => {
    const [first, ...rest] = error.path ?? [];
    if (first === alias) return [{ ...error, path: ['_entities', ...rest] }];
    if (failed) return [error.path ? { ...error, path: ['_entities', 0, ...firstField] } : error];
    return at === 0 && !parts.some((part) => part.alias === first) ? [error] : [];
  });
  return {
    data: failed ? data : { _entities: data[alias] },
    ...(own.length > 0 && { errors: own }),
    ...(shared !== undefined && { shared }),
  };
}
