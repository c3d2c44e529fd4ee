import { cpuSeconds, memoryOf } from '../../process-tree.ts';
import { scrape, startConstellation } from '../constellation.ts';
import { flushMs, type ServerName } from '../processes.ts';
import { atLeast, atMost, figure, type Outcome } from '../report.ts';
import type { Told } from '../tally.ts';
import { type Load, wait } from '../world.ts';
import type { Asked, Scenario } from './scenario.ts';

const titles: Readonly<Record<ServerName, string>> = {
  stock: 'stock graphql-ws + PubSub',
  immediate: 'bare frames, a write each',
  batched: 'bare frames, batched',
  ours: 'the gateway, federated',
};

interface Measured extends Told {
  /** Values delivered and left out, against those published. */
  readonly lost: number;
  readonly cpu: number;
  readonly seconds: number;
  readonly subscribedMs: number;
  readonly memoryMb: number;
  /** Values that the gateway itself says it replaced unread. */
  readonly conflated: number;
  readonly sourceLateMs: number;
}

async function measure(name: ServerName, load: Load, seconds: number, asked: Asked): Promise<Measured> {
  await using world = await startConstellation(name, load, { profile: asked.profile });
  const { source, server, clients } = world;
  const conflated = async () => (name === 'ours' ? ((await scrape(server.port)).get('live_conflated_total') ?? 0) : 0);
  const connected = await clients.ask<{ readonly ms: number }>('connect');
  const subscribed = await clients.ask<{ readonly ms: number; readonly whole: number }>('subscribe');
  source.say('hurry');
  await wait(asked.quick ? 0.5 : 2);
  const conflatedBefore = await conflated();
  await clients.ask('measure');
  const before = await cpuSeconds(server.pid);
  const begun = performance.now();
  await wait(seconds);
  const cpu = (await cpuSeconds(server.pid)) - before;
  const took = (performance.now() - begun) / 1_000;
  const result = await clients.ask<Told>('result');
  const conflatedAfter = await conflated();
  const [memory] = await memoryOf([server.pid]);
  source.say('stop');
  const { seqs: finals, late } = await source.told<{ readonly seqs: number[]; readonly late: number }>('finals');
  const lost = await settle(async () => (await clients.ask<{ readonly lost: number }>('check', { finals })).lost);
  return {
    ...result,
    lost,
    cpu,
    seconds: took,
    subscribedMs: connected.ms + subscribed.ms,
    memoryMb: memory?.pssMb ?? Number.NaN,
    conflated: conflatedAfter - conflatedBefore,
    sourceLateMs: late,
  };
}

/** Asks until nothing is missing any more; what is missing after fifteen seconds is lost. */
async function settle(missing: () => Promise<number>): Promise<number> {
  for (const end = performance.now() + 15_000; ; await wait(0.25)) {
    const count = await missing();
    if (count === 0 || performance.now() > end) return count;
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

/** CPU of a server for each delivered quote, four servers side by side, rounds interleaved. */
export const throughput: Scenario = {
  ids: ['L1', 'L2'],
  async run(asked): Promise<Outcome> {
    const { quick } = asked;
    const load: Load = {
      clients: asked.clients ?? (quick ? 200 : 5_000),
      symbolsPerClient: 20,
      wide: 0,
      follows: 'quotes',
      universe: 200,
      rate: asked.rate ?? 2,
    };
    const names = (Object.keys(titles) as ServerName[]).filter((name) => asked.servers?.includes(name) ?? true);
    const rounds = asked.rounds ?? (quick ? 1 : 3);
    const seconds = asked.seconds ?? (quick ? 1 : 15);
    const measured = new Map<ServerName, Measured[]>(names.map((name) => [name, []]));
    for (let round = 0; round < rounds; round++)
      for (const name of names) measured.get(name)!.push(await measure(name, load, seconds, asked));

    const of = (name: ServerName, what: (one: Measured) => number): number =>
      median((measured.get(name) ?? []).map(what));
    const perValue = (name: ServerName): number => of(name, ({ cpu, delivered }) => (cpu / delivered) * 1e6);
    const values = load.clients * load.symbolsPerClient * load.rate;
    const row = (name: ServerName): string[] => [
      titles[name],
      figure(perValue(name)),
      figure(of(name, (one) => one.delivered / one.seconds)),
      figure(of(name, (one) => one.left / one.seconds)),
      figure(of(name, (one) => one.conflated / one.seconds)),
      figure(of(name, (one) => one.lost)),
      `${figure(of(name, (one) => (one.cpu / one.seconds) * 100))} %`,
      figure(of(name, (one) => one.p50)),
      figure(of(name, (one) => one.p99)),
      figure(of(name, (one) => one.subscribedMs / 1_000)),
      figure(of(name, (one) => one.memoryMb)),
    ];
    const ours = measured.get('ours') ?? [];
    const faults = [...measured].flatMap(([name, all]) =>
      all
        .filter(({ lost, backwards }) => (name === 'ours' && lost > 0) || backwards > 0)
        .map(({ lost, backwards }) => `${titles[name]}: ${lost} newest values never came, ${backwards} went backwards`),
    );
    return {
      tables: [
        {
          title: `L1, L2 · ${load.clients} clients × ${load.symbolsPerClient} of ${load.universe} symbols × ${load.rate}/s = ${values} values/s asked for, ${seconds} s, ${rounds} round(s), median`,
          columns: [
            'server',
            'CPU µs/value',
            'values/s',
            'left out/s',
            'of these by itself',
            'lost',
            'of core 0',
            'p50 ms',
            'p99 ms',
            'subscribed in s',
            'MB',
          ],
          rows: names.map(row),
        },
      ],
      goals: [
        atMost('L1', 'gateway CPU for a delivered quote', perValue('ours'), 3, 'µs'),
        atLeast('L1', 'less than stock', perValue('stock') / perValue('ours'), 25, '×'),
        atMost('L1', 'of bare frames, batched', perValue('ours') / perValue('batched'), 2.5, '×'),
        atLeast(
          'L2',
          'delivered a second',
          of('ours', (one) => one.delivered / one.seconds),
          200_000 * 0.99,
          '/s',
        ),
        atMost(
          'L2',
          'p99',
          of('ours', (one) => one.p99),
          flushMs + 60,
          'ms',
        ),
        atMost('L2', 'lost', Math.max(...ours.map(({ lost }) => lost)), 0, 'values'),
      ].map((goal) => (quick || load.clients < 5_000 ? { ...goal, met: null } : goal)),
      notes: [
        `The source was at most ${figure(Math.max(...[...measured.values()].flat().map((one) => one.sourceLateMs)))} ms behind its schedule.`,
      ],
      faults,
    };
  },
};
