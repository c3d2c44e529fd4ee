import type { LiveConnection } from './connection.ts';
import { createKeyedStreams, type KeyedSettings } from './keyed-streams.ts';
import { createNewestStore, type NewestSettings, type NewestStore } from './newest-store.ts';

export interface LiveValuesSettings<E>
  extends Omit<KeyedSettings, 'connection' | 'next'>,
    Pick<NewestSettings<E>, 'key' | 'place' | 'isStale' | 'schedule' | 'most'> {
  readonly connection: Pick<LiveConnection, 'subscribe' | 'status' | 'onStatus'>;
  /** The value in a payload of the subscription. */
  readonly read: (data: never) => E;
  /** Hears every value that the store took from the stream, before it is shown. */
  readonly taken?: ((value: E) => void) | undefined;
}

/** The newest values of the keys somebody watches. */
export interface LiveValues<E> extends Disposable {
  readonly store: NewestStore<E>;
  /** Streams `key` into the store until the returned function is called. */
  watch(key: string): () => void;
}

/** Puts keyed streams into a newest-wins store, whose values are marked as lost while the connection is. Disposing leaves the connection open. */
export function createLiveValues<E>(settings: LiveValuesSettings<E>): LiveValues<E> {
  const { connection, read, taken } = settings;
  const store = createNewestStore(settings);
  const streams = createKeyedStreams({
    ...settings,
    next(data) {
      const value = read(data as never);
      if (store.offer(value, 'stream')) taken?.(value);
    },
  });
  const mark = () =>
    store.away(connection.status().phase === 'reconnecting' || connection.status().phase === 'offline');
  const unmark = connection.onStatus(mark);
  mark();
  return {
    store,
    watch: streams.watch,
    [Symbol.dispose]() {
      unmark();
      streams[Symbol.dispose]();
    },
  };
}
