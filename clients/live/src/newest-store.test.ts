import { beforeEach, describe, expect, it } from '@jest/globals';
import { createNewestStore, type NewestStore } from './newest-store.ts';

interface Reading {
  readonly id: string;
  readonly epoch: string;
  readonly seq: number;
  readonly level?: number;
  readonly silent?: boolean;
}

let frames: (() => void)[];
let store: NewestStore<Reading>;
const frame = (): void => {
  for (const work of frames.splice(0)) work();
};
const reading = (seq: number, rest: Partial<Reading> = {}): Reading => ({ id: 'a', epoch: 'a', seq, ...rest });
const settings = {
  key: (value: Reading) => value.id,
  place: (value: Reading) => value,
  isStale: (value: Reading) => value.silent === true,
  schedule: (work: () => void) => frames.push(work),
};

beforeEach(() => {
  frames = [];
  store = createNewestStore(settings);
});

describe('the newest value of a key', () => {
  it('never goes back, neither before its batch is shown nor after', () => {
    store.offer(reading(7), 'stream');
    expect(store.offer(reading(6), 'stream')).toBe(false);
    frame();
    expect(store.offer(reading(6), 'stream')).toBe(false);
    expect(store.get('a')?.seq).toBe(7);
  });

  it('is not shown before its batch', () => {
    store.offer(reading(1), 'stream');
    expect(store.get('a')).toBeUndefined();
  });

  it('is whatever came last where values have no place', () => {
    const plain = createNewestStore({ ...settings, place: undefined });
    plain.offer(reading(7), 'stream');
    expect(plain.offer(reading(9), 'query')).toBe(false);
    expect(plain.offer(reading(6), 'stream')).toBe(true);
  });

  it('is forgotten beyond the bound, longest unheard of first, unless somebody listens', () => {
    const small = createNewestStore({ ...settings, most: 2 });
    small.subscribe('1', () => {});
    for (const id of ['1', '2', '3', '4']) small.offer(reading(1, { id }), 'stream');
    frame();
    expect(['1', '2', '3', '4'].map((key) => small.get(key)?.id)).toEqual(['1', undefined, undefined, '4']);
  });
});

describe('listeners', () => {
  it('hear once per batch, with the last value', () => {
    const heard: (number | undefined)[] = [];
    store.subscribe('a', () => heard.push(store.get('a')?.seq));
    for (const seq of [1, 2, 3]) store.offer(reading(seq), 'stream');
    expect(heard).toEqual([]);
    frame();
    expect(heard).toEqual([3]);
    expect(frames).toEqual([]);
  });

  it('hear of their own key only', () => {
    let heard = 0;
    store.subscribe('b', () => heard++);
    store.offer(reading(1), 'stream');
    frame();
    expect(heard).toBe(0);
  });

  it('hear nothing after they left, while another stays', () => {
    let left = 0;
    let stayed = 0;
    const leave = store.subscribe('a', () => left++);
    store.subscribe('a', () => stayed++);
    leave();
    store.offer(reading(1), 'stream');
    frame();
    expect([left, stayed]).toEqual([0, 1]);
  });

  it('of a selection hear only when what it reads changed', () => {
    const heard: (number | undefined)[] = [];
    const level = store.select('a', (value) => value?.level);
    level.subscribe(() => heard.push(level.get()));
    for (const [seq, at] of [
      [1, 5],
      [2, 5],
      [3, 6],
    ] as const) {
      store.offer(reading(seq, { level: at }), 'stream');
      frame();
    }
    expect(heard).toEqual([5, 6]);
  });
});

describe('the standing of a value', () => {
  const seen = (): string => `${store.standing('a')} ${store.get('a')?.seq}`;

  it('is what the server says while the connection lives', () => {
    expect(store.standing('a')).toBe('unknown');
    store.offer(reading(7), 'stream');
    frame();
    expect(seen()).toBe('fresh 7');
    store.offer(reading(7, { silent: true }), 'stream');
    frame();
    expect(seen()).toBe('stale 7');
  });

  it('is lost while the connection is away, the value kept, and everybody is told', () => {
    let told = 0;
    store.offer(reading(7), 'stream');
    frame();
    store.subscribe('a', () => told++);
    store.away(true);
    frame();
    expect([seen(), told]).toEqual(['lost 7', 1]);
  });

  it('stays lost after the return until the key is heard of again, even with the same value', () => {
    store.offer(reading(7), 'stream');
    store.away(true);
    store.away(false);
    frame();
    expect(seen()).toBe('lost 7');
    store.offer(reading(7), 'stream');
    frame();
    expect(seen()).toBe('fresh 7');
  });

  it('is not raised by a value that is older than the known one', () => {
    store.offer(reading(7), 'stream');
    store.away(true);
    store.away(false);
    store.offer(reading(6), 'stream');
    frame();
    expect(seen()).toBe('lost 7');
  });
});
