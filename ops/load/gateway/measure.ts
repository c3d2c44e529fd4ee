import type { Worker } from '../live/processes.ts';
import type { Ask, Seen } from './load.ts';
import type { Scenario } from './scenario.ts';
import type { Server } from './server.ts';

/** One contender in one scenario in one round. */
export interface Measured extends Seen {
  readonly server: string;
  /** What the subgraphs were asked for each request. */
  readonly calls: number;
  readonly peakMb: number;
  /** CPU of load generator and subgraphs in each second, as a share of their core. */
  readonly otherCore: number;
}

export interface Workers {
  readonly subgraphs: Worker;
  readonly load: Worker;
}

interface Counted {
  readonly calls: number;
  readonly cpu: number;
}

export interface Timing {
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

const ask = (
  { pid, port }: Server,
  { query, unique, connections }: Scenario,
  expected: unknown,
): Omit<Ask, keyof Timing> => ({
  pid,
  port,
  query,
  unique,
  connections,
  expected,
});

/** Puts the query once, alone, and tells how often the subgraphs were asked for it. Rejects where the answer is not the expected one. */
export async function verify(workers: Workers, server: Server, scenario: Scenario, expected: unknown): Promise<number> {
  const { subgraphs, load } = workers;
  await subgraphs.ask('count');
  const { fault } = await load.ask<{ readonly fault: string | null }>('once', ask(server, scenario, expected));
  if (fault) throw new Error(`${server.contender.title}, ${scenario.name}: ${fault}\n${await server.log()}`);
  return (await subgraphs.ask<Counted>('count')).calls;
}

export async function measure(
  workers: Workers,
  server: Server,
  scenario: Scenario,
  expected: unknown,
  timing: Timing,
): Promise<Measured> {
  const { subgraphs, load } = workers;
  await server.forgetPeak();
  const before = await subgraphs.ask<Counted>('count');
  const begun = performance.now();
  const seen = await load.ask<Seen>('run', { ...ask(server, scenario, expected), ...timing });
  const took = (performance.now() - begun) / 1_000;
  if (seen.fault) throw new Error(`${server.contender.title}, ${scenario.name}: ${seen.fault}\n${await server.log()}`);
  const after = await subgraphs.ask<Counted>('count');
  return {
    ...seen,
    server: server.contender.name,
    calls: after.calls / seen.answered,
    peakMb: await server.peakMb(),
    otherCore: seen.ownCpu / seen.seconds + (after.cpu - before.cpu) / took,
  };
}
