import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { pinned } from './processes.ts';

/** One goal, beside what was seen. */
export interface Goal {
  readonly id: string;
  readonly what: string;
  readonly goal: string;
  readonly seen: string;
  /** Null where the goal is not judged, for instance in a short run. */
  readonly met: boolean | null;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What one scenario found. */
export interface Outcome {
  readonly goals: readonly Goal[];
  readonly tables?: readonly Table[];
  /** Sentences on what no figure tells. */
  readonly notes?: readonly string[];
  /** Reasons why the run is worth nothing: an update that was lost. */
  readonly faults?: readonly string[];
}

export const atMost = (id: string, what: string, seen: number, most: number, unit: string): Goal => ({
  id,
  what,
  goal: `≤ ${most} ${unit}`,
  seen: `${round(seen)} ${unit}`,
  met: seen <= most,
});

export const atLeast = (id: string, what: string, seen: number, least: number, unit: string): Goal => ({
  id,
  what,
  goal: `≥ ${least.toLocaleString('en')} ${unit}`,
  seen: `${round(seen)} ${unit}`,
  met: seen >= least,
});

const round = (value: number): string =>
  Number.isNaN(value)
    ? '–'
    : value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0 });

export const figure = round;

const machine = () => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  node: process.version,
  pinned,
  date: new Date().toISOString(),
  loadAverage: loadavg().map((load) => Math.round(load * 100) / 100),
});

export const loadNow = (): string => loadavg()[0]!.toFixed(1);

function printTable({ title, columns, rows }: Table): void {
  console.log(`\n${title}\n`);
  console.log(`| ${columns.join(' | ')} |`);
  console.log(`| ${columns.map((_, index) => (index === 0 ? '---' : '---:')).join(' | ')} |`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}

export function printHeader(): void {
  const { cpu, cores, node, date, loadAverage } = machine();
  console.log(
    `${cpu} · ${cores} cores · node ${node} · ${pinned ? 'server alone on core 0' : 'not pinned'} · ${date} · load ${loadAverage.join(' ')}`,
  );
}

export function printOutcome({ goals, tables = [], notes = [], faults = [] }: Outcome): void {
  for (const table of tables) printTable(table);
  if (goals.length > 0)
    printTable({
      title: '',
      columns: ['goal', 'what', 'wanted', 'seen', 'met'],
      rows: goals.map(({ id, what, goal, seen, met }) => [
        id,
        what,
        goal,
        seen,
        met === null ? 'not judged' : met ? 'yes' : 'no',
      ]),
    });
  for (const note of notes) console.log(`\n${note}`);
  for (const fault of faults) console.log(`\nFAULT ${fault}`);
}

/** Writes everything beside the other results and tells where. */
export function writeResults(begun: string, outcomes: Readonly<Record<string, object>>, name = 'live'): string {
  const folder = new URL('../results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = fileURLToPath(new URL(`${name}-${begun.slice(0, 16).replaceAll(':', '')}.json`, folder));
  writeFileSync(file, `${JSON.stringify({ ...machine(), begun, outcomes }, null, 2)}\n`);
  return file;
}
