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
/** Of its core, how much it had. */
const share = (one: Measured): number => one.cpu / one.seconds;
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
      'req/CPU s',
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
      figure(1e6 / of(seen, name, cpu)),
      figure(peak(seen, name)),
      figure(alone[name]!),
      figure(of(seen, name, ({ calls }) => calls)),
      `${figure(of(seen, name, share) * 100)} %`,
      `${figure(of(seen, name, ({ otherCore }) => otherCore * 100))} %`,
    ]),
  };
}

const wholeCore = 0.75;

/**
 * How many times the requests of another. Where either had less than three quarters of its core, because others worked on it or the load did not suffice,
 * seconds tell nothing: then it is requests for each second of CPU.
 */
function faster(id: string, seen: Seen, to: string, least: number): Goal {
  const starved = ['ours', to].some((server) => of(seen, server, share) < wholeCore);
  const what = starved ? (one: Measured) => 1 / cpu(one) : rate;
  const title = contenders.find(({ name }) => name === to)?.title;
  return atLeast(
    id,
    `${seen.scenario.name}, ${starved ? 'requests/CPU s' : 'requests'} of ${title}`,
    of(seen, 'ours', what) / of(seen, to, what),
    least,
    '×',
  );
}

/** The goals of what was measured; none is judged in a short run. */
export function judge({ heavy, identical, entities }: SeenByScenario, quick: boolean): Goal[] {
  const cpuOf = (seen: Seen, to: string) => of(seen, 'ours', cpu) / of(seen, to, cpu);
  const goals: Goal[] = [];
  if (heavy) goals.push(faster('G1', heavy, 'stock', 4), faster('G1', heavy, 'hive-rust', 1));
  if (identical) goals.push(faster('G2', identical, 'stock', 15));
  if (entities)
    goals.push(
      faster('G3', entities, 'stock', 4.5),
      atMost('G3', 'entities, CPU of Apollo Server + Gateway', cpuOf(entities, 'stock'), 0.125, '×'),
    );
  for (const seen of [entities, heavy])
    if (seen)
      goals.push(
        atMost('G4', `${seen.scenario.name}, CPU of ours without security`, cpuOf(seen, 'ours-open'), 1.1, '×'),
      );
  if (heavy)
    goals.push(
      atMost('G5', 'heavy, subgraph calls', heavy.alone.ours ?? Number.NaN, 7, 'calls'),
      atMost('memory', 'heavy, peak of Apollo Server + Gateway', peak(heavy, 'ours') / peak(heavy, 'stock'), 1, '×'),
    );
  return goals.filter(({ seen }) => !seen.startsWith('–')).map((goal) => (quick ? { ...goal, met: null } : goal));
}

export const outcomeOf = (seen: SeenByScenario, how: string, notes: readonly string[], quick: boolean): Outcome => ({
  tables: Object.values(seen).map((each) => tableOf(each, how)),
  goals: judge(seen, quick),
  notes,
});
