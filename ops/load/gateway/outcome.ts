import { atLeast, atMost, figure, type Goal, type Outcome, type Table } from '../live/report.ts';
import { contenders } from './contenders.ts';
import type { Measured } from './measure.ts';
import type { Scenario, ScenarioName } from './scenario.ts';

/** Everything that was seen in one scenario, round after round. */
export interface Seen {
  readonly scenario: Scenario;
  readonly rounds: readonly Measured[];
  /** Subgraph calls of one request that is alone, by server. */
  readonly alone: Readonly<Record<string, number>>;
}

export type SeenByScenario = Readonly<Partial<Record<ScenarioName, Seen>>>;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return sorted.length === 0 ? Number.NaN : (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

const of = (seen: Seen | undefined, server: string, what: (one: Measured) => number): number =>
  median((seen?.rounds ?? []).filter((one) => one.server === server).map(what));

const rate = ({ requests, seconds }: Measured): number => requests / seconds;
const cpu = ({ cpu, requests }: Measured): number => (requests > 0 ? (cpu / requests) * 1e6 : Number.NaN);
const peak = (seen: Seen | undefined, server: string): number =>
  Math.max(...(seen?.rounds ?? []).filter((one) => one.server === server).map(({ peakMb }) => peakMb));

export function tableOf(seen: Seen, how: string): Table {
  const { scenario, alone } = seen;
  const present = contenders.filter(({ name }) => name in alone);
  const times = (server: string, what: (one: Measured) => number) =>
    `${figure(of(seen, server, what) / of(seen, 'stock', what))}×`;
  return {
    title: `${scenario.title} · ${scenario.connections} connections, ${how}, median`,
    columns: [
      'gateway',
      'req/s',
      'of stock',
      'p50 ms',
      'p95 ms',
      'CPU µs/request',
      'of stock',
      'peak MB',
      'calls alone',
      'calls under load',
      'of core 0',
      'of core 1',
    ],
    rows: present.map(({ name, title }) => [
      title,
      figure(of(seen, name, rate)),
      times(name, rate),
      figure(of(seen, name, ({ p50 }) => p50 ?? Number.NaN)),
      figure(of(seen, name, ({ p95 }) => p95 ?? Number.NaN)),
      figure(of(seen, name, cpu)),
      times(name, cpu),
      figure(peak(seen, name)),
      figure(alone[name]!),
      figure(of(seen, name, ({ calls }) => calls)),
      `${figure(of(seen, name, (one) => (one.cpu / one.seconds) * 100))} %`,
      `${figure(of(seen, name, ({ otherCore }) => otherCore * 100))} %`,
    ]),
  };
}

/** The goals of what was measured; none is judged in a short run. */
export function judge({ heavy, identical, entities }: SeenByScenario, quick: boolean): Goal[] {
  const ratio = (seen: Seen, what: (one: Measured) => number, server: string, to: string) =>
    of(seen, server, what) / of(seen, to, what);
  const goals: Goal[] = [];
  if (heavy)
    goals.push(
      atLeast('G1', 'heavy, requests of stock', ratio(heavy, rate, 'ours', 'stock'), 4, '×'),
      atLeast('G1', 'heavy, requests of Hive, Rust planner', ratio(heavy, rate, 'ours', 'hive-rust'), 1, '×'),
    );
  if (identical)
    goals.push(atLeast('G2', 'identical, requests of stock', ratio(identical, rate, 'ours', 'stock'), 15, '×'));
  if (entities)
    goals.push(
      atLeast('G3', 'entities, requests of stock', ratio(entities, rate, 'ours', 'stock'), 4.5, '×'),
      atMost('G3', 'entities, CPU of stock', ratio(entities, cpu, 'ours', 'stock'), 0.125, '×'),
    );
  for (const seen of [entities, heavy])
    if (seen && 'ours-open' in seen.alone)
      goals.push(
        atMost(
          'G4',
          `${seen.scenario.name}, CPU of ours without limits`,
          ratio(seen, cpu, 'ours', 'ours-open'),
          1.1,
          '×',
        ),
      );
  if (heavy)
    goals.push(
      atMost('G5', 'heavy, subgraph calls', heavy.alone.ours ?? Number.NaN, 7, 'calls'),
      atMost('memory', 'heavy, peak of stock', peak(heavy, 'ours') / peak(heavy, 'stock'), 1, '×'),
    );
  return goals.filter(({ seen }) => !seen.startsWith('–')).map((goal) => (quick ? { ...goal, met: null } : goal));
}

export const outcomeOf = (seen: SeenByScenario, how: string, notes: readonly string[], quick: boolean): Outcome => ({
  tables: Object.values(seen).map((each) => tableOf(each, how)),
  goals: judge(seen, quick),
  notes,
});
