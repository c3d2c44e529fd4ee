import type { GraphQLDataSource } from '@apollo/gateway';
import { visitor } from '@lzstock/kit/viewer';
import type { GraphQLFormattedError } from 'graphql';
import { copy } from './event.ts';
import { Recent } from './recent.ts';

type Options = Parameters<GraphQLDataSource['process']>[0];
type Request = Options['request'];

interface Answer {
  readonly entity: unknown;
  /** Paths start at the entity. */
  readonly errors: readonly GraphQLFormattedError[];
}

interface Remembered {
  readonly answer: Promise<Answer>;
  until: number;
}

interface Asked {
  readonly representation: unknown;
  readonly settle: (answer: Answer) => void;
  readonly fail: (error: unknown) => void;
}

export interface JoinedOptions {
  readonly fetchSubgraph: (subgraph: string) => GraphQLDataSource;
  readonly ttlMs: number;
  readonly max: number;
  readonly now?: () => number;
}

export interface Joined {
  /** A data source that remembers what every viewer may see of a subgraph's entities. */
  source(subgraph: string): GraphQLDataSource;
  forget(): void;
}

const largestBatch = 200;
const failureMs = 1_000;

/**
 * Remembers entities that are joined to events, each for `ttlMs`, at most `max` of them. An entity is asked for once however many wait for it, and those
 * asked for at the same time travel in one fetch, as a visitor. A failure is remembered for a second, so a dead subgraph is not asked at every event.
 */
export function createJoined({ fetchSubgraph, ttlMs, max, now = Date.now }: JoinedOptions): Joined {
  const remembered = new Recent<Remembered>(max);

  function source(subgraph: string): GraphQLDataSource {
    const batches = new Map<string, Asked[]>();
    const upstream = fetchSubgraph(subgraph);

    async function send(request: Request, options: Options, asked: readonly Asked[]): Promise<void> {
      const representations = asked.map(({ representation }) => representation);
      const variables = { ...request.variables, representations };
      try {
        const response = await upstream.process({
          ...options,
          request: { ...request, variables },
          context: { viewer: visitor },
        });
        const entities = response.data?._entities;
        if (!Array.isArray(entities) && !response.errors?.length) throw new Error('expected `_entities` to be a list');
        asked.forEach(({ settle }, index) => {
          settle({
            entity: Array.isArray(entities) ? (entities[index] ?? null) : null,
            errors: errorsOf(response.errors ?? [], Array.isArray(entities) ? index : null),
          });
        });
      } catch (error) {
        for (const { fail } of asked) fail(error);
      }
    }

    function ask(kind: string, request: Request, options: Options, representation: unknown): Promise<Answer> {
      const { promise, resolve: settle, reject: fail } = Promise.withResolvers<Answer>();
      let batch = batches.get(kind);
      if (!batch || batch.length >= largestBatch) {
        const opened: Asked[] = [];
        batch = opened;
        batches.set(kind, opened);
        setImmediate(() => {
          if (batches.get(kind) === opened) batches.delete(kind);
          void send(request, options, opened);
        });
      }
      batch.push({ representation, settle, fail });
      return promise;
    }

    function recall(kind: string, request: Request, options: Options, representation: unknown): Promise<Answer> {
      const key = kind + JSON.stringify(representation);
      const known = remembered.get(key);
      if (known && known.until > now()) return known.answer;
      const answer = ask(kind, request, options, representation);
      const entry: Remembered = { answer, until: Number.POSITIVE_INFINITY };
      remembered.set(key, entry);
      answer.then(
        ({ errors }) => {
          entry.until = now() + (errors.length > 0 ? Math.min(failureMs, ttlMs) : ttlMs);
        },
        () => {
          entry.until = now() + Math.min(failureMs, ttlMs);
        },
      );
      return answer;
    }

    return {
      async process(options) {
        const { representations, ...others } = options.request.variables ?? {};
        if (!Array.isArray(representations)) return upstream.process({ ...options, context: { viewer: visitor } });
        const request = { ...options.request, variables: others };
        const kind = JSON.stringify([subgraph, request.query, others]);
        const answers = await Promise.all(representations.map((each) => recall(kind, request, options, each)));
        const errors = answers.flatMap(({ errors }, index) =>
          errors.map((error) => ({ ...error, path: ['_entities', index, ...(error.path ?? [])] })),
        );
        const data = { _entities: answers.map(({ entity }) => copy(entity)) };
        return errors.length > 0 ? { data, errors } : { data };
      },
    };
  }

  return { source, forget: () => remembered.clear() };
}

/** The errors of one entity of a batch and those of none in particular; all of them where there is no entity at all. */
function errorsOf(errors: readonly GraphQLFormattedError[], index: number | null): GraphQLFormattedError[] {
  return errors
    .filter(({ path }) => index === null || path?.[0] !== '_entities' || path.length < 2 || path[1] === index)
    .map(({ message, path, extensions }) => ({
      message,
      ...(extensions ? { extensions } : {}),
      path: path?.[0] === '_entities' ? path.slice(2) : [],
    }));
}
