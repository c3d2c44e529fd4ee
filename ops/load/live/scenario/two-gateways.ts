import { limitsSentence, withinLimits } from '../machine-limits.ts';
import { atLeast, atMost, figure, type Outcome } from '../report.ts';
import { askBoth, kbOf, type SideTold, socketsOf, startTwoGateways, tellBoth } from '../two-gateways.ts';
import { type Load, wait } from '../world.ts';
import type { Asked, Scenario } from './scenario.ts';

const row = (title: string, seconds: number, { delivered, left, lost, cpu, p50, p99 }: SideTold): string[] => [
  title,
  figure(delivered / seconds),
  figure(left / seconds),
  figure(lost),
  figure((cpu / delivered) * 1e6),
  figure(p50),
  figure(p99),
];

const columns = ['', 'values/s', 'left out/s', 'lost', 'CPU µs/value', 'p50 ms', 'p99 ms'];
const sum = (told: readonly SideTold[], what: (one: SideTold) => number): number =>
  told.reduce((total, each) => total + what(each), 0);

const faultsOf = (told: readonly SideTold[]): string[] =>
  told.flatMap(({ lost, backwards }, side) =>
    lost + backwards > 0 ? [`gateway ${side + 1}: ${lost} newest values never came, ${backwards} went backwards`] : [],
  );

async function crowd({ quick, clients, seconds: asked }: Asked): Promise<Outcome> {
  const each = withinLimits(clients ?? (quick ? 300 : 15_000));
  const load: Load = { clients: each, symbolsPerClient: 1, wide: 0, follows: 'quotes', universe: 200, rate: 0.5 };
  const seconds = asked ?? (quick ? 2 : 10);
  await using two = await startTwoGateways(load);
  const settle = () => wait(quick ? 0.5 : 5);
  await settle();
  const empty = await kbOf(two);
  await askBoth(two, 'connect');
  const subscribed = await askBoth<{ readonly ms: number; readonly whole: number }>(two, 'subscribe');
  await settle();
  const full = await kbOf(two);
  const sockets = await socketsOf(two);
  const told = await tellBoth(two, seconds);
  return {
    tables: [
      {
        title: `L4 · ${2 * each} connections on two gateways, each following one of ${load.universe} symbols × ${load.rate}/s; market, Redis, both processes of clients on the other core`,
        columns,
        rows: told.map((one, side) => row(`gateway ${side + 1}`, seconds, one)),
      },
    ],
    goals: [
      atLeast('L4', 'connections of two processes', sockets, 30_000, ''),
      atLeast(
        'L4',
        'of them with a value',
        subscribed.reduce((all, { whole }) => all + whole, 0),
        30_000,
        '',
      ),
      atMost('L4', 'a connection with one subscription, of two', (full - empty) / (2 * each), 15, 'KB'),
    ].map((goal) => (quick ? { ...goal, met: null } : goal)),
    notes: [limitsSentence()],
    faults: faultsOf(told),
  };
}

async function together({ quick, clients, rate, seconds: asked }: Asked): Promise<Outcome> {
  const each = clients ?? (quick ? 100 : 1_000);
  const load: Load = {
    clients: each,
    symbolsPerClient: 20,
    wide: 0,
    follows: 'quotes',
    universe: 200,
    rate: rate ?? 2,
  };
  const seconds = asked ?? (quick ? 2 : 15);
  await using two = await startTwoGateways(load);
  await askBoth(two, 'connect');
  await askBoth(two, 'subscribe');
  const told = await tellBoth(two, seconds);
  const delivered = sum(told, (one) => one.delivered) / seconds;
  const wanted = 2 * each * load.symbolsPerClient * load.rate;
  return {
    tables: [
      {
        title: `Two gateways with Redis and one market between · 2 × ${each} clients × 20 of ${load.universe} symbols × ${load.rate}/s = ${wanted} values/s asked for, ${seconds} s, both gateways on one core`,
        columns,
        rows: told.map((one, side) => row(`gateway ${side + 1}`, seconds, one)),
      },
    ],
    goals: [
      atLeast('two', 'delivered a second by both', delivered, wanted * 0.98, '/s'),
      atMost(
        'two',
        'lost',
        sum(told, (one) => one.lost),
        0,
        'values',
      ),
    ].map((goal) => (quick ? { ...goal, met: null } : goal)),
    faults: faultsOf(told),
  };
}

/** 30,000 connections on two gateways that share one market and Redis. */
export const crowdOfTwo: Scenario = { ids: ['L4', 'L4b'], run: crowd };

/** What two gateways deliver at once of the same quotes. */
export const twoGateways: Scenario = { ids: ['two'], run: together };
