import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { GraphQLError } from 'graphql';
import type { LiveConnection, LiveOperation, LiveSink } from './connection.ts';
import { createLiveQuotes, type LiveQuotes } from './live-quotes.ts';

interface Opened {
  readonly symbols: readonly string[];
  readonly sink: LiveSink;
  stopped: boolean;
}

let opened: Opened[];
let quotes: LiveQuotes;
const running = () => opened.filter((stream) => !stream.stopped).map((stream) => stream.symbols);

beforeEach(() => {
  jest.useFakeTimers();
  opened = [];
  const connection: LiveConnection = {
    status: () => ({ phase: 'live', attempt: 0 }),
    onStatus: () => () => {},
    wake: () => {},
    online: () => {},
    [Symbol.dispose]: () => {},
    subscribe(operation: LiveOperation, sink: LiveSink) {
      const stream: Opened = { symbols: operation.variables.symbols as string[], sink, stopped: false };
      opened.push(stream);
      return () => {
        stream.stopped = true;
      };
    },
  };
  const query = 'subscription LiveQuotes($symbols: [ID!]!) { quotes(symbols: $symbols) { symbol } }';
  quotes = createLiveQuotes({ connection, query, schedule: (work) => work(), random: () => 0 });
});
afterEach(() => {
  jest.useRealTimers();
});

describe('watching quotes', () => {
  it('opens one stream for all rows of a page', () => {
    quotes.watch('AAPL');
    quotes.watch('MSFT');
    quotes.watch('AAPL');
    jest.advanceTimersByTime(20);
    expect(running()).toEqual([['AAPL', 'MSFT']]);
  });

  it('does not touch the stream of the others when one row comes or goes', () => {
    quotes.watch('AAPL');
    jest.advanceTimersByTime(20);
    const leave = quotes.watch('NVDA');
    jest.advanceTimersByTime(20);
    leave();
    jest.advanceTimersByTime(5000);
    expect(opened.map((stream) => stream.stopped)).toEqual([false, true]);
  });

  it('keeps a symbol for the page that comes next', () => {
    const leave = quotes.watch('AAPL');
    jest.advanceTimersByTime(20);
    leave();
    jest.advanceTimersByTime(100);
    quotes.watch('AAPL');
    jest.advanceTimersByTime(10_000);
    expect(opened).toHaveLength(1);
    expect(running()).toEqual([['AAPL']]);
  });

  it('keeps streaming for one who stays when another leaves twice', () => {
    const leave = quotes.watch('AAPL');
    quotes.watch('AAPL');
    leave();
    leave();
    jest.advanceTimersByTime(10_000);
    expect(running()).toEqual([['AAPL']]);
  });

  it('opens a stream again when the server ends it', () => {
    quotes.watch('AAPL');
    jest.advanceTimersByTime(20);
    opened[0]!.stopped = true;
    opened[0]!.sink.end([]);
    jest.advanceTimersByTime(600);
    expect(running()).toEqual([['AAPL']]);
  });

  it('finds the one refused symbol without silencing the rest', () => {
    for (const symbol of ['AAPL', 'MSFT', 'NVDA', 'OOPS']) quotes.watch(symbol);
    jest.advanceTimersByTime(20);
    for (let round = 0; round < 3; round++) {
      for (const stream of opened.filter((each) => !each.stopped && each.symbols.includes('OOPS'))) {
        stream.stopped = true;
        stream.sink.end([new GraphQLError('no', { extensions: { code: 'BAD_INPUT' } })]);
      }
    }
    jest.advanceTimersByTime(60_000);
    expect(running().flat().sort()).toEqual(['AAPL', 'MSFT', 'NVDA']);
  });
});
