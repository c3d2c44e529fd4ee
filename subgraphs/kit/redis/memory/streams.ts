import { NoGroup } from '../failure.ts';
import type { Streams } from '../ports.ts';
import { MemoryStream } from './stream.ts';

export function memoryStreams(now: () => number): Streams & Disposable {
  const streams = new Map<string, MemoryStream>();
  let closed = false;

  function ensured(name: string): MemoryStream {
    const stream = streams.get(name) ?? new MemoryStream(name, now);
    streams.set(name, stream);
    return stream;
  }

  function existing(name: string, group: string): MemoryStream {
    const stream = streams.get(name);
    if (stream === undefined) throw new NoGroup(name, group);
    return stream;
  }

  return {
    async append(stream, texts, maxLength) {
      return ensured(stream).append(texts, maxLength);
    },
    async createGroup(stream, group) {
      ensured(stream).createGroup(group);
    },
    async read(stream, group, _consumer, { count, blockMs, signal }) {
      const until = performance.now() + blockMs;
      for (;;) {
        if (signal?.aborted) return [];
        const entries = existing(stream, group).read(group, count);
        const waitMs = until - performance.now();
        if (entries.length > 0 || waitMs <= 0 || closed) return entries;
        await existing(stream, group).waitForMore(waitMs, signal);
      }
    },
    async claim(stream, group, _consumer, { count, minIdleMs }) {
      return existing(stream, group).claim(group, count, minIdleMs);
    },
    async acknowledge(stream, group, ids) {
      streams.get(stream)?.acknowledge(group, ids);
    },
    async pending(stream, group) {
      return existing(stream, group).pending(group);
    },
    [Symbol.dispose]() {
      closed = true;
      for (const stream of streams.values()) stream.wakeAll();
    },
  };
}
