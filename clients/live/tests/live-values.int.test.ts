import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLiveValues, type LiveValues } from '../src/live-values.ts';
import { within } from '../src/schedule.ts';
import { type CounterServer, eventually, startCounter } from './counter.ts';

interface Level {
  readonly id: string;
  readonly epoch: string;
  readonly seq: number;
}

let server: CounterServer;
let levels: LiveValues<Level>;
beforeEach(async () => {
  server = await startCounter();
  levels = createLiveValues<Level>({
    connection: server.connect(),
    query: 'subscription Levels($ids: [ID!]!) { levels(ids: $ids) { id epoch seq } }',
    variable: 'ids',
    read: ({ levels }: { levels: Level }) => levels,
    key: (level) => level.id,
    place: (level) => level,
    schedule: within(5),
    lingerMs: 50,
  });
});
afterEach(async () => {
  levels[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

const seq = (key: string): number => levels.store.get(key)?.seq ?? 0;
const asked = () => server.seen.variables.map((variables) => (variables as { ids: string[] }).ids.join(' '));

describe('live values', () => {
  it('come for the keys somebody watches, in one subscription', async () => {
    for (const key of ['a', 'b', 'a']) levels.watch(key);
    await eventually(() => seq('a') > 1 && seq('b') > 1);
    expect(asked()).toEqual(['a b']);
  });

  it('of the others go on undisturbed when a key comes or goes', async () => {
    levels.watch('a');
    await eventually(() => seq('a') > 1);
    const leave = levels.watch('b');
    await eventually(() => seq('b') > 1);
    leave();
    await eventually(() => {
      const before = seq('b');
      return before === seq('b') && seq('a') > before + 5;
    });
    expect(asked()).toEqual(['a', 'b']);
  });

  it('are kept and marked while the connection is away, and fresh again once they were heard of', async () => {
    const standings = new Set<string>();
    levels.watch('a');
    await eventually(() => seq('a') > 3);
    levels.store.subscribe('a', () => standings.add(levels.store.standing('a')));
    await server.leave();
    await eventually(() => levels.store.standing('a') === 'lost');
    const kept = seq('a');
    expect(kept).toBeGreaterThan(3);
    await server.back();
    await eventually(() => seq('a') > kept);
    expect([...standings]).toEqual(expect.arrayContaining(['lost', 'fresh']));
    expect(levels.store.standing('a')).toBe('fresh');
  });

  it('of a refused key are silent, alone', async () => {
    for (const key of ['a', 'b', 'bad', 'c', 'd']) levels.watch(key);
    await eventually(() => ['a', 'b', 'c', 'd'].every((key) => seq(key) > 0));
    expect(levels.store.standing('bad')).toBe('unknown');
  });
});
