import { describe, expect, it } from '@jest/globals';
import { planStreams } from './keyed-plan.ts';

const bounds = { keys: 200, streams: 6 };
const stream = (...keys: string[]) => ({ keys });
const names = (count: number, letter = 'k') => Array.from({ length: count }, (_, at) => `${letter}${at}`);

describe('a change of the wanted keys', () => {
  it('opens one stream for everything that is new', () => {
    expect(planStreams([], new Set(['a', 'b']), bounds)).toEqual({ open: [['a', 'b']], close: [], replace: [] });
  });

  it('leaves the streams of the keys that stay alone', () => {
    const plan = planStreams([stream('a', 'b')], new Set(['a', 'c']), bounds);
    expect(plan).toEqual({ open: [['c']], close: [], replace: [] });
  });

  it('closes a stream only when none of its keys is wanted', () => {
    const gone = stream('z');
    const plan = planStreams([gone, stream('a', 'b')], new Set(['b']), bounds);
    expect(plan).toEqual({ open: [], close: [gone], replace: [] });
  });

  it('never asks for more keys at once than one subscription may name', () => {
    const { open } = planStreams([], new Set(names(450)), bounds);
    expect(open.map((list) => list.length)).toEqual([200, 200, 50]);
  });

  it('gathers many small streams into one that replaces them', () => {
    const streams = names(6).map((name) => stream(name));
    const plan = planStreams(streams, new Set([...names(6), 'new']), bounds);
    expect(plan).toEqual({ open: [[...names(6), 'new']], close: [], replace: streams });
  });

  it('replaces a stream that carries mostly what nobody wants', () => {
    const wide = stream('a', ...names(60));
    expect(planStreams([wide], new Set(['a']), bounds)).toEqual({ open: [['a']], close: [], replace: [wide] });
    const narrow = stream('a', ...names(50));
    expect(planStreams([narrow], new Set(['a']), bounds).replace).toEqual([]);
  });
});
