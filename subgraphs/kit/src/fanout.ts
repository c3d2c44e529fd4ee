/** What a reader of a topic is told; must not throw. */
export type FanoutReader<T> = (value: T) => void;

/** Many readers, one upstream per topic. */
export interface Fanout<T> extends AsyncDisposable {
  /**
   * Adds a reader. The first reader of a topic opens its upstream, later ones share it; resolves when the upstream is open, rejects (and the reader is
   * gone) when it could not be opened. Disposing the result removes the reader; the last to leave closes the upstream before the disposal resolves.
   */
  join(topic: string, reader: FanoutReader<T>): Promise<AsyncDisposable>;
  /** Topics with an upstream now; zero when everyone has left. */
  readonly topics: number;
  /** Readers now; zero when everyone has left. */
  readonly readers: number;
}

interface Topic<T> {
  readonly readers: Set<FanoutReader<T>>;
  readonly upstream: Promise<AsyncDisposable>;
}

/**
 * `open` starts the upstream of a topic and hands every value to `emit`. A topic that is opened again while its former upstream still closes waits for
 * that, so a topic never has two upstreams. Disposing the fan-out closes all.
 */
export function createFanout<T>(
  open: (topic: string, emit: (value: T) => void) => Promise<AsyncDisposable>,
): Fanout<T> {
  const topics = new Map<string, Topic<T>>();
  const closing = new Map<string, Promise<void>>();
  let readers = 0;

  function start(name: string): Topic<T> {
    const audience = new Set<FanoutReader<T>>();
    const emit = (value: T) => {
      for (const reader of audience) reader(value);
    };
    const upstream = (async () => {
      await closing.get(name);
      return open(name, emit);
    })();
    const topic = { readers: audience, upstream };
    topics.set(name, topic);
    return topic;
  }

  async function stop(name: string, topic: Topic<T>): Promise<void> {
    if (topics.get(name) !== topic) return;
    topics.delete(name);
    const closed = (async () => {
      const upstream = await topic.upstream.catch(() => null);
      await upstream?.[Symbol.asyncDispose]();
    })().finally(() => {
      if (closing.get(name) === closed) closing.delete(name);
    });
    closing.set(name, closed);
    await closed;
  }

  async function leave(name: string, topic: Topic<T>, reader: FanoutReader<T>): Promise<void> {
    if (!topic.readers.delete(reader)) return;
    readers--;
    if (topic.readers.size === 0) await stop(name, topic);
  }

  return {
    get topics() {
      return topics.size;
    },
    get readers() {
      return readers;
    },
    async join(name, reader) {
      const own: FanoutReader<T> = (value) => reader(value);
      const topic = topics.get(name) ?? start(name);
      topic.readers.add(own);
      readers++;
      try {
        await topic.upstream;
      } catch (error) {
        await leave(name, topic, own);
        throw error;
      }
      return { [Symbol.asyncDispose]: () => leave(name, topic, own) };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(
        [...topics].map(([name, topic]) => {
          readers -= topic.readers.size;
          topic.readers.clear();
          return stop(name, topic);
        }),
      );
    },
  };
}
