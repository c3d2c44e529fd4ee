import type { GraphQLFormattedError } from 'graphql';
import type { LiveConnection } from './connection.ts';
import { planStreams } from './keyed-plan.ts';

export interface KeyedSettings {
  readonly connection: Pick<LiveConnection, 'subscribe'>;
  /** The subscription. Its list variable `variable` names the elements; each is a stream of its own to the server. */
  readonly query: string;
  readonly variable: string;
  /** Its other variables. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly next: (data: unknown) => void;
  /** Whether errors condemn a key, instead of passing by; those of code `BAD_INPUT` or `BAD_USER_INPUT` where left out. */
  readonly refuses?: ((errors: readonly GraphQLFormattedError[]) => boolean) | undefined;
  /** Keys one subscription may name, 200. */
  readonly keysPerStream?: number | undefined;
  /** More subscriptions than this are gathered into one, 6. */
  readonly mostStreams?: number | undefined;
  /** Additions are gathered so many milliseconds, 15, so that a page of rows opens one subscription. */
  readonly gatherMs?: number | undefined;
  /** A key nobody watches stays so many milliseconds, 3,000: the next page often shows it again. */
  readonly lingerMs?: number | undefined;
}

/** Streams of single elements of a list, as many as anybody watches, in few subscriptions. */
export interface KeyedStreams extends Disposable {
  /**
   * Streams `key` until the returned function is called; watchers of the same key share it. Streams of other keys are not disturbed. A key that the server
   * refuses is silent, alone, until its last watcher left.
   */
  watch(key: string): () => void;
}

interface Stream {
  readonly keys: readonly string[];
  stop: () => void;
  retiring: boolean;
}

interface Retiring {
  readonly streams: readonly Stream[];
  readonly unheard: Set<Stream>;
  readonly deadline: ReturnType<typeof setTimeout>;
}

const retireMs = 5_000;
const refusals = new Set<unknown>(['BAD_INPUT', 'BAD_USER_INPUT']);
const isRefusal = (errors: readonly GraphQLFormattedError[]): boolean =>
  errors.some(({ extensions }) => refusals.has(extensions?.code));

export function createKeyedStreams(settings: KeyedSettings): KeyedStreams {
  const { connection, query, variable, variables, next, refuses = isRefusal } = settings;
  const { keysPerStream = 200, mostStreams = 6, gatherMs = 15, lingerMs = 3_000 } = settings;
  const watchers = new Map<string, number>();
  const lingering = new Map<string, ReturnType<typeof setTimeout>>();
  const refused = new Set<string>();
  const streams = new Set<Stream>();
  const retirements = new Set<Retiring>();
  let gathering: ReturnType<typeof setTimeout> | undefined;

  function gather(): void {
    gathering ??= setTimeout(rearrange, gatherMs);
  }

  function rearrange(): void {
    gathering = undefined;
    const wanted = new Set([...watchers.keys()].filter((key) => !refused.has(key)));
    const present = [...streams].filter((stream) => !stream.retiring);
    const plan = planStreams(present, wanted, { keys: keysPerStream, streams: mostStreams });
    plan.close.forEach(close);
    const opened = plan.open.map(open);
    if (plan.replace.length > 0) retire(plan.replace, opened);
  }

  /** The old are heard until all the new have spoken, so that nothing is missed between them. */
  function retire(old: readonly Stream[], opened: readonly Stream[]): void {
    for (const stream of old) stream.retiring = true;
    const one: Retiring = {
      streams: old,
      unheard: new Set(opened),
      deadline: setTimeout(() => finish(one), retireMs),
    };
    retirements.add(one);
    if (opened.length === 0) finish(one);
  }

  function finish(one: Retiring): void {
    clearTimeout(one.deadline);
    retirements.delete(one);
    one.streams.forEach(close);
  }

  function spoke(stream: Stream): void {
    for (const one of retirements) if (one.unheard.delete(stream) && one.unheard.size === 0) finish(one);
  }

  function open(keys: readonly string[]): Stream {
    const stream: Stream = { keys, stop: () => {}, retiring: false };
    streams.add(stream);
    stream.stop = connection.subscribe(
      { query, variables: { ...variables, [variable]: keys } },
      {
        next(data) {
          spoke(stream);
          next(data);
        },
        end: () => halve(stream),
      },
      { again: (errors) => !refuses(errors) },
    );
    return stream;
  }

  function close(stream: Stream): void {
    if (streams.delete(stream)) stream.stop();
  }

  /** One key the server refuses must not silence the others, so a refused list is halved until the bad one stands alone. */
  function halve(stream: Stream): void {
    streams.delete(stream);
    const [first] = stream.keys;
    if (stream.keys.length === 1 && first !== undefined) refused.add(first);
    if (stream.keys.length === 1 || stream.retiring) return;
    const half = Math.ceil(stream.keys.length / 2);
    for (const keys of [stream.keys.slice(0, half), stream.keys.slice(half)]) {
      const wanted = keys.filter((key) => watchers.has(key));
      if (wanted.length > 0) open(wanted);
    }
  }

  function drop(key: string): void {
    lingering.delete(key);
    watchers.delete(key);
    refused.delete(key);
    gather();
  }

  function leave(key: string): void {
    const rest = (watchers.get(key) ?? 1) - 1;
    watchers.set(key, rest);
    if (rest === 0) lingering.set(key, setTimeout(drop, lingerMs, key));
  }

  return {
    watch(key) {
      clearTimeout(lingering.get(key));
      lingering.delete(key);
      const before = watchers.get(key);
      watchers.set(key, (before ?? 0) + 1);
      if (before === undefined) gather();
      let left = false;
      return () => {
        if (!left) leave(key);
        left = true;
      };
    },
    [Symbol.dispose]() {
      clearTimeout(gathering);
      for (const timer of lingering.values()) clearTimeout(timer);
      for (const one of retirements) clearTimeout(one.deadline);
      for (const stream of streams) stream.stop();
      for (const known of [watchers, lingering, refused, streams, retirements]) known.clear();
    },
  };
}
