import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryRedis } from '../redis/memory.ts';
import type { Cache, Redis } from '../redis/ports.ts';
import { createHotRead } from './hot-read.ts';
import { createLog } from './log.ts';

const log = createLog({ name: 'test', level: 'silent' });
const away: Cache = {
  get: () => Promise.reject(new Error('away')),
  set: () => Promise.reject(new Error('away')),
  delete: () => Promise.reject(new Error('away')),
};

let redis: Redis;
let loads: string[][];

beforeEach(() => {
  redis = memoryRedis();
  loads = [];
});

afterEach(async () => {
  await redis[Symbol.asyncDispose]();
});

const letters = (cache: Cache) =>
  createHotRead<{ letter: string }>({
    cache,
    prefix: 'letters:',
    ttlMs: 60_000,
    log,
    async load(keys) {
      loads.push([...keys]);
      return new Map(keys.filter((key) => key !== 'absent').map((key) => [key, { letter: key }]));
    },
  });

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('a hot read', () => {
  it('loads what is missing in one go, then answers from the cache, in order', async () => {
    const read = letters(redis.cache);
    expect(await read.get(['b', 'a', 'b'])).toEqual([{ letter: 'b' }, { letter: 'a' }, { letter: 'b' }]);
    await settled();
    expect(await read.get(['a', 'b'])).toEqual([{ letter: 'a' }, { letter: 'b' }]);
    expect(loads).toEqual([['b', 'a']]);
  });

  it('remembers that something does not exist', async () => {
    const read = letters(redis.cache);
    expect(await read.get(['absent'])).toEqual([null]);
    await settled();
    expect(await read.get(['absent'])).toEqual([null]);
    expect(loads).toHaveLength(1);
  });

  it('loads a key once, however many ask for it at the same time', async () => {
    const read = letters(redis.cache);
    const answers = await Promise.all(Array.from({ length: 20 }, () => read.get(['a'])));
    expect(new Set(answers.flat().map((each) => each?.letter))).toEqual(new Set(['a']));
    expect(loads).toEqual([['a']]);
  });

  it('loads again after forgetting', async () => {
    const read = letters(redis.cache);
    await read.get(['a']);
    await settled();
    await read.forget(['a']);
    await read.get(['a']);
    expect(loads).toEqual([['a'], ['a']]);
  });

  it('answers without Redis', async () => {
    const read = letters(away);
    expect(await read.get(['a'])).toEqual([{ letter: 'a' }]);
  });

  it('fails every reader of a failed load, and tries again for the next', async () => {
    let broken = true;
    const read = createHotRead<string>({
      cache: redis.cache,
      prefix: 'broken:',
      ttlMs: 60_000,
      log,
      async load(keys) {
        if (broken) throw new Error('the database is away');
        return new Map(keys.map((key) => [key, key]));
      },
    });
    const both = await Promise.allSettled([read.get(['a']), read.get(['a'])]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    broken = false;
    expect(await read.get(['a'])).toEqual(['a']);
  });
});
