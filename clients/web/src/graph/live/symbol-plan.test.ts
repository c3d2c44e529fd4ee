import { describe, expect, it } from '@jest/globals';
import { planStreams } from './symbol-plan.ts';

const stream = (...symbols: string[]) => ({ symbols });
const names = (count: number) => Array.from({ length: count }, (_, at) => `S${at}`);

describe('a change of the wanted symbols', () => {
  it('opens one stream for everything that is new', () => {
    expect(planStreams([], new Set(['AAPL', 'MSFT']))).toEqual({ open: [['AAPL', 'MSFT']], close: [], replace: [] });
  });

  it('leaves the streams of the symbols that stay alone', () => {
    const running = stream('AAPL', 'MSFT');
    expect(planStreams([running], new Set(['AAPL', 'NVDA']))).toEqual({ open: [['NVDA']], close: [], replace: [] });
  });

  it('closes a stream only when none of its symbols is wanted', () => {
    const gone = stream('TSLA');
    const kept = stream('AAPL', 'MSFT');
    expect(planStreams([gone, kept], new Set(['MSFT']))).toEqual({ open: [], close: [gone], replace: [] });
  });

  it('never asks for more than 200 symbols at once', () => {
    const { open } = planStreams([], new Set(names(450)));
    expect(open.map((list) => list.length)).toEqual([200, 200, 50]);
  });

  it('gathers many small streams into one that replaces them', () => {
    const streams = names(6).map((name) => stream(name));
    const plan = planStreams(streams, new Set([...names(6), 'NEW']));
    expect(plan.open).toEqual([[...names(6), 'NEW']]);
    expect(plan.replace).toEqual(streams);
  });
});
