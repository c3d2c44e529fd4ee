import { describe, expect, it } from '@jest/globals';
import { createFanout } from './fanout.ts';

function harness(options: { failing?: boolean } = {}) {
  const open = new Map<string, (value: number) => void>();
  let opened = 0;
  let most = 0;
  const fanout = createFanout<number>(async (topic, emit) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (options.failing) throw new Error('refused');
    opened++;
    if (open.has(topic)) most = 2;
    open.set(topic, emit);
    return {
      async [Symbol.asyncDispose]() {
        await new Promise((resolve) => setTimeout(resolve, 1));
        open.delete(topic);
      },
    };
  });
  return { fanout, open, opened: () => opened, most: () => most };
}

describe('a fan-out', () => {
  it('opens one upstream for many readers and closes it when the last leaves', async () => {
    const { fanout, open, opened } = harness();
    const heard: string[] = [];
    const [a, b] = await Promise.all([
      fanout.join('t', (value) => heard.push(`a${value}`)),
      fanout.join('t', (value) => heard.push(`b${value}`)),
    ]);
    open.get('t')?.(1);
    await a[Symbol.asyncDispose]();
    open.get('t')?.(2);
    expect(heard).toEqual(['a1', 'b1', 'b2']);
    expect(opened()).toBe(1);
    await b[Symbol.asyncDispose]();
    expect([fanout.topics, fanout.readers, open.size]).toEqual([0, 0, 0]);
  });

  it('never has two upstreams of a topic, however fast readers come and go', async () => {
    const { fanout, open, most } = harness();
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        const reader = await fanout.join('t', () => undefined);
        await reader[Symbol.asyncDispose]();
      }),
    );
    expect(most()).toBe(0);
    expect([fanout.topics, fanout.readers, open.size]).toEqual([0, 0, 0]);
  });

  it('counts a reader that leaves twice once', async () => {
    const { fanout } = harness();
    const one = await fanout.join('t', () => undefined);
    const other = await fanout.join('t', () => undefined);
    await one[Symbol.asyncDispose]();
    await one[Symbol.asyncDispose]();
    expect(fanout.readers).toBe(1);
    await other[Symbol.asyncDispose]();
  });

  it('tells every waiting reader that the upstream could not be opened, and keeps nothing', async () => {
    const { fanout } = harness({ failing: true });
    const joins = await Promise.allSettled([fanout.join('t', () => undefined), fanout.join('t', () => undefined)]);
    expect(joins.map((join) => join.status)).toEqual(['rejected', 'rejected']);
    expect([fanout.topics, fanout.readers]).toEqual([0, 0]);
  });

  it('closes every upstream when it is disposed', async () => {
    const { fanout, open } = harness();
    await fanout.join('t', () => undefined);
    await fanout.join('u', () => undefined);
    await fanout[Symbol.asyncDispose]();
    expect([fanout.topics, fanout.readers, open.size]).toEqual([0, 0, 0]);
  });
});
