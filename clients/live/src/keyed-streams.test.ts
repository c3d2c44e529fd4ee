import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { GraphQLFormattedError } from 'graphql';
import type { LiveConnection } from './connection.ts';
import { createKeyedStreams, type KeyedStreams } from './keyed-streams.ts';
import type { Following, LiveOperation, LiveSink } from './operations.ts';

interface Opened {
  readonly keys: readonly string[];
  readonly sink: LiveSink<unknown>;
  readonly again: (errors: readonly GraphQLFormattedError[]) => boolean;
  stopped: boolean;
}

const refusal: GraphQLFormattedError = { message: 'no', extensions: { code: 'BAD_INPUT' } };
const names = (count: number) => Array.from({ length: count }, (_, at) => `k${at}`);

let opened: Opened[];
let streams: KeyedStreams;
const running = () => opened.filter((stream) => !stream.stopped).map((stream) => stream.keys);
const gathered = () => jest.advanceTimersByTime(20);
const watchOneByOne = (keys: readonly string[]) => {
  for (const key of keys) {
    streams.watch(key);
    gathered();
  }
};

function subscribe(operation: LiveOperation, sink: LiveSink<never>, following?: Following<never>): () => void {
  const keys = operation.variables?.ids as string[];
  const stream: Opened = { keys, sink: sink as LiveSink<unknown>, again: following!.again!, stopped: false };
  opened.push(stream);
  return () => {
    stream.stopped = true;
  };
}

function refuse(stream: Opened): void {
  expect(stream.again([refusal])).toBe(false);
  stream.stopped = true;
  stream.sink.end([refusal]);
}

beforeEach(() => {
  jest.useFakeTimers();
  opened = [];
  streams = createKeyedStreams({
    connection: { subscribe } as Pick<LiveConnection, 'subscribe'>,
    query: 'subscription Levels($ids: [ID!]!) { levels(ids: $ids) { id } }',
    variable: 'ids',
    next: () => {},
  });
});
afterEach(() => {
  jest.useRealTimers();
});

describe('watching keys', () => {
  it('opens one stream for all rows of a page', () => {
    for (const key of ['a', 'b', 'a']) streams.watch(key);
    gathered();
    expect(running()).toEqual([['a', 'b']]);
  });

  it('does not touch the stream of the others when one row comes or goes', () => {
    watchOneByOne(['a']);
    const leave = streams.watch('b');
    gathered();
    leave();
    jest.advanceTimersByTime(5_000);
    expect(opened.map((stream) => stream.stopped)).toEqual([false, true]);
  });

  it('keeps a key for the page that comes next', () => {
    const leave = streams.watch('a');
    gathered();
    leave();
    jest.advanceTimersByTime(100);
    streams.watch('a');
    jest.advanceTimersByTime(10_000);
    expect(opened).toHaveLength(1);
    expect(running()).toEqual([['a']]);
  });

  it('keeps streaming for one who stays when another leaves twice', () => {
    const leave = streams.watch('a');
    streams.watch('a');
    leave();
    leave();
    jest.advanceTimersByTime(10_000);
    expect(running()).toEqual([['a']]);
  });

  it('starts again whatever ended a stream, except a refusal', () => {
    watchOneByOne(['a']);
    expect(opened[0]!.again([])).toBe(true);
    expect(opened[0]!.again([{ message: 'down', extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }])).toBe(true);
    expect(opened[0]!.again([refusal])).toBe(false);
  });

  it('leaves no timer and no stream behind when disposed', () => {
    watchOneByOne(names(7));
    streams.watch('more');
    streams[Symbol.dispose]();
    expect([running(), jest.getTimerCount()]).toEqual([[], 0]);
  });
});

describe('too many streams', () => {
  it('are closed only once all of their replacement has spoken', () => {
    watchOneByOne(names(6));
    watchOneByOne(['k6']);
    expect(running()).toHaveLength(7);
    opened.at(-1)!.sink.next({});
    expect(running()).toEqual([names(7)]);
  });

  it('are closed after a while where the replacement stays silent', () => {
    watchOneByOne(names(7));
    jest.advanceTimersByTime(5_000);
    expect(running()).toEqual([names(7)]);
  });

  it('are not replaced a second time meanwhile', () => {
    watchOneByOne(names(8));
    expect(opened.map(({ keys }) => keys.length)).toEqual([1, 1, 1, 1, 1, 1, 7, 1]);
  });
});

describe('a refused key', () => {
  const refuseAll = () => {
    for (let round = 0; round < 4; round++) {
      for (const stream of opened.filter((each) => !each.stopped && each.keys.includes('bad'))) refuse(stream);
    }
  };

  it('is found without silencing the rest', () => {
    for (const key of ['a', 'b', 'c', 'bad']) streams.watch(key);
    gathered();
    refuseAll();
    jest.advanceTimersByTime(60_000);
    expect(running().flat().sort()).toEqual(['a', 'b', 'c']);
  });

  it('is not asked for again, also where streams are gathered into one', () => {
    watchOneByOne(['bad']);
    refuseAll();
    watchOneByOne(names(7));
    expect(opened.filter(({ keys }) => keys.includes('bad'))).toHaveLength(1);
  });

  it('is asked for again when somebody comes after all who watched it left', () => {
    const leave = streams.watch('bad');
    gathered();
    refuseAll();
    leave();
    jest.advanceTimersByTime(5_000);
    streams.watch('bad');
    gathered();
    expect(running()).toEqual([['bad']]);
  });

  it('does not condemn the one it was asked with, when its watchers are gone', () => {
    streams.watch('a');
    const leave = streams.watch('bad');
    gathered();
    leave();
    jest.advanceTimersByTime(5_000);
    refuse(opened[0]!);
    expect(running()).toEqual([['a']]);
  });
});
