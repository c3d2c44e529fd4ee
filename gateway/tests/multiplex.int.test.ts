import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chaosProxy } from '@lzstock/kit/testing/proxy';
import { Registry } from 'prom-client';
import { openWays } from '../src/to-subgraph/ways.ts';
import { log } from './live-world.ts';
import { key, type MultiplexWorld, startEcho, startMultiplexWorld, unavailable } from './multiplex-world.ts';

const viewers = ['anna', 'bert', 'cleo', 'dora', null];

/** A random number from 0 to `most`, the same in every run. */
function dice(seed: number) {
  let state = seed;
  return (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * (most + 1));
  };
}

/** Sends many requests of many viewers at once, some of which leave early; tells every answer that is not the one that was asked for. */
async function interleave({ ask }: MultiplexWorld, count: number, seed: number, meanwhile = (_sent: number) => {}) {
  const roll = dice(seed);
  const wrong: unknown[] = [];
  const seen = { whole: 0, missing: 0, left: 0 };
  let running: Promise<void>[] = [];
  for (let sent = 0; sent < count; sent++) {
    meanwhile(sent);
    const viewer = viewers[roll(viewers.length - 1)]!;
    const text = `${sent} ${'é✓'.repeat(roll(40))}`;
    const afterMs = roll(9) === 0 ? roll(20) : 0;
    const leaving = new AbortController();
    if (roll(19) === 0) setTimeout(() => leaving.abort(), roll(3));
    const query = `{ echo(text: "${text}", afterMs: ${afterMs}) me }`;
    running.push(
      ask(query, viewer, { signal: leaving.signal }).then((answer) => {
        if (answer.data === null) {
          if (leaving.signal.aborted) seen.left++;
          else seen.missing++;
          return;
        }
        seen.whole++;
        if (answer.errors || answer.data?.echo !== text || answer.data?.me !== viewer)
          wrong.push({ text, viewer, answer });
      }),
    );
    if (running.length > 200 || roll(30) === 0) {
      if (roll(3) > 0) await sleep(0);
      if (running.length > 200) {
        await Promise.all(running);
        running = [];
      }
    }
  }
  await Promise.all(running);
  return { ...seen, wrong };
}

describe('many requests over one connection', () => {
  let world: MultiplexWorld;
  beforeAll(async () => {
    world = await startMultiplexWorld();
    await world.multiplexed();
  });
  afterAll(async () => {
    await world?.[Symbol.asyncDispose]();
  });

  it('are answered with their own data and as their own viewer, ten thousand of them interleaved', async () => {
    const { wrong, whole, missing, left } = await interleave(world, 10_000, 1);
    expect(wrong).toEqual([]);
    expect(missing).toBe(0);
    expect(whole + left).toBe(10_000);
    expect(whole).toBeGreaterThan(9_000);
    expect(await world.figure('gateway_subgraph_multiplexed')).toBe(1);
  }, 60_000);

  it('carry trace and refusals of the graph like HTTP does', async () => {
    expect(await world.ask('{ traced }', null, { traceparent: '00-a-b-01' })).toEqual({
      data: { traced: '00-a-b-01' },
    });
    const { data, errors } = await world.ask('{ nothing }');
    expect([data, errors?.length, errors?.[0]?.extensions?.code]).toEqual([null, 1, 'INTERNAL']);
  });

  it('lose the one whose answer is larger than five megabytes, and no other', async () => {
    const others = Array.from({ length: 20 }, (_, n) => world.ask(`{ echo(text: "${n}", afterMs: 20) }`));
    expect(await world.ask('{ large(bytes: 10000000) }')).toEqual(unavailable('large'));
    expect((await Promise.all(others)).map(({ data }) => data?.echo)).toEqual(others.map((_, n) => `${n}`));
    const large = await world.ask('{ large(bytes: 4000000) }');
    expect(String(large.data?.large)).toHaveLength(4_000_000);
    expect(await world.figure('gateway_subgraph_multiplexed')).toBe(1);
  });

  it('are cancelled at the subgraph when they are due, before the next field is resolved', async () => {
    const { reached, cancelled } = world.done;
    const dueAt = performance.now() + 100;
    expect(await world.ask('{ slow { after(ms: 400) { reached } } }', null, { dueAt })).toEqual(unavailable('slow'));
    await world.until(() => world.done.cancelled === cancelled + 1);
    await sleep(500);
    expect(world.done.reached).toBe(reached);
  });

  it('are not sent on it with a body that would hold up the others', async () => {
    const text = 'x'.repeat(300_000);
    expect(await world.ask(`{ echo(text: "${text}") }`)).toEqual({ data: { echo: text } });
  });
});

describe('a connection that dies', () => {
  it('again and again gives nobody another one’s answer', async () => {
    await using world = await startMultiplexWorld();
    await world.multiplexed();
    const { wrong, whole, missing, left } = await interleave(world, 3_000, 7, (sent) => {
      if (sent % 400 !== 399) return;
      world.line.cut();
      world.line.mend();
    });
    expect(wrong).toEqual([]);
    expect(whole + missing + left).toBe(3_000);
    expect(whole).toBeGreaterThan(1_000);
    await world.multiplexed();
  }, 60_000);

  it('is made anew; queries in flight are sent again, a mutation never', async () => {
    await using world = await startMultiplexWorld();
    await world.multiplexed();
    for (let n = 0; n < 20; n++) await world.ask('{ me }');
    const mutation = world.ask('mutation { add(afterMs: 300) }');
    const query = world.ask('{ echo(text: "again", afterMs: 300) }');
    await world.until(() => world.done.added === 1);
    await sleep(50);
    world.line.cut();
    world.line.mend();
    expect(await mutation).toEqual(unavailable('add'));
    expect(await query).toEqual({ data: { echo: 'again' } });
    expect(world.done.added).toBe(1);
    await world.multiplexed();
  });

  it('without a word is left behind when nothing comes any more', async () => {
    await using served = await startEcho({ added: 0, reached: 0, cancelled: 0, executed: 0 });
    await using way = await chaosProxy({ to: served.url });
    const metrics = new Registry();
    await using ways = openWays({ keys: { echo: key }, deduplicate: false, multiplex: true, metrics, log });
    const ask = () => ways.to('echo', way.url).ask({ query: '{ me }' }, { viewer: { id: 'anna' } });
    const eventually = async () => {
      for (let tries = 0; tries < 200; tries++) {
        if ((await ask()).data?.me === 'anna') return true;
        await sleep(50);
      }
      return false;
    };
    expect(await eventually()).toBe(true);
    way.blackhole();
    expect(await ask()).toEqual(unavailable('me'));
    await way.heal();
    expect(await eventually()).toBe(true);
  }, 30_000);
});

describe('a subgraph that is restarted', () => {
  it('answers what is in flight, mutations included, and is found again', async () => {
    const done = { added: 0, reached: 0, cancelled: 0, executed: 0 };
    const before = await startEcho(done);
    const metrics = new Registry();
    await using ways = openWays({ keys: { echo: key }, deduplicate: false, multiplex: true, metrics, log });
    const ask = (query: string) => ways.to('echo', before.url).ask({ query }, { viewer: { id: null } });
    for (let n = 0; n < 30; n++) {
      await ask('{ me }');
      await sleep(5);
    }
    const mutations = Array.from({ length: 5 }, () => ask('mutation { add(afterMs: 200) }'));
    while (done.added < 5) await sleep(5);
    await before[Symbol.asyncDispose]();
    expect((await Promise.all(mutations)).map(({ errors }) => errors)).toEqual(Array(5).fill(undefined));
    expect(await ask('{ me }')).toEqual(unavailable('me'));
    await using _again = await startEcho(done, before.port);
    let answered: unknown;
    for (let tries = 0; tries < 200 && JSON.stringify(answered) !== '{"data":{"me":null}}'; tries++) {
      answered = await ask('{ me }');
      await sleep(50);
    }
    expect(answered).toEqual({ data: { me: null } });
  }, 30_000);
});
