import { beforeEach, describe, expect, it } from '@jest/globals';
import { createQuoteStore, type QuoteStore } from './quote-store.ts';

interface Quote {
  readonly symbol: string;
  readonly epoch: string;
  readonly seq: number;
  readonly state?: string;
}

let frames: (() => void)[];
let store: QuoteStore<Quote>;
const frame = (): void => {
  for (const work of frames.splice(0)) work();
};
const quote = (seq: number, epoch = 'a', state = 'LIVE'): Quote => ({ symbol: 'NVDA', epoch, seq, state });

beforeEach(() => {
  frames = [];
  store = createQuoteStore((work) => frames.push(work));
});

describe('the newest quote of a symbol', () => {
  it('never goes back within an epoch', () => {
    store.offer(quote(7), 'stream');
    expect(store.offer(quote(6), 'stream')).toBe(false);
    frame();
    expect(store.offer(quote(6), 'stream')).toBe(false);
    expect(store.get('NVDA')?.seq).toBe(7);
  });

  it('starts again with a newer epoch, and an older epoch never returns', () => {
    store.offer(quote(900, 'a'), 'stream');
    expect(store.offer(quote(1, 'b'), 'stream')).toBe(true);
    expect(store.offer(quote(901, 'a'), 'stream')).toBe(false);
    frame();
    expect(store.get('NVDA')).toEqual(quote(1, 'b'));
  });

  it('takes a repeated number from the stream, where only the state changed', () => {
    store.offer(quote(7), 'stream');
    store.offer(quote(7, 'a', 'STALE'), 'stream');
    frame();
    expect(store.get('NVDA')?.state).toBe('STALE');
  });

  it('does not let the answer of a query undo what the stream said', () => {
    store.offer(quote(7, 'a', 'STALE'), 'stream');
    expect(store.offer(quote(7), 'query')).toBe(false);
  });
});

describe('listeners', () => {
  it('hear once per frame, with the last value', () => {
    const heard: (number | undefined)[] = [];
    store.subscribe('NVDA', () => heard.push(store.get('NVDA')?.seq));
    for (const seq of [1, 2, 3]) store.offer(quote(seq), 'stream');
    expect(heard).toEqual([]);
    frame();
    expect(heard).toEqual([3]);
    expect(frames).toEqual([]);
  });

  it('hear of their own symbol only', () => {
    let heard = 0;
    store.subscribe('AAPL', () => heard++);
    store.offer(quote(1), 'stream');
    frame();
    expect(heard).toBe(0);
  });

  it('do not see a value before its frame', () => {
    store.offer(quote(1), 'stream');
    expect(store.get('NVDA')).toBeUndefined();
  });

  it('hear nothing after they left, while another stays', () => {
    let left = 0;
    let stayed = 0;
    const leave = store.subscribe('NVDA', () => left++);
    store.subscribe('NVDA', () => stayed++);
    leave();
    store.offer(quote(1), 'stream');
    frame();
    expect([left, stayed]).toEqual([0, 1]);
  });
});
