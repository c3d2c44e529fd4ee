import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ask } from '../../e2e/graph.ts';
import type { Fault } from '../fault.ts';
import { judgeReaders } from '../judge.ts';
import { until } from '../world/until.ts';
import type { World } from '../world/world.ts';

/** No two are the same, so that none is answered by another's answer. */
const query = (number: number): string => `{ q${number}: instruments(symbols: ["NVDA", "AAPL"]) { symbol name } }`;
const forMs = 6_000;

/** Holds every statement of companies that reads instruments, so that all connections of its pool are taken. */
async function lockInstruments({ constellation }: World): Promise<AsyncDisposable> {
  const url = new URL(constellation.postgres.url);
  url.pathname = '/lz_companies';
  const client = new pg.Client({ connectionString: url.href, connectionTimeoutMillis: 5_000 });
  await client.connect();
  await client.query('begin; lock table instrument in access exclusive mode');
  return { [Symbol.asyncDispose]: () => client.end() };
}

export const databaseFull: Fault = {
  id: 'F16',
  sentence: 'every connection of a context’s pool is taken: what finds none is refused within a second, health answers',
  async run(world, verdict) {
    const health = new URL('/health', await world.constellation.subgraphs.companies.listens);
    const codes = new Map<string, number[]>();
    const statuses: number[] = [];
    const waits: number[] = [];
    {
      await using _locked = await lockInstruments(world);
      const running: Promise<void>[] = [];
      let asked = 0;
      const one = async () => {
        const at = performance.now();
        const { errors } = await ask(world.origins[0]!, query(asked++));
        const code = String(errors?.[0]?.extensions?.code ?? 'none');
        codes.set(code, [...(codes.get(code) ?? []), performance.now() - at]);
      };
      const look = async () => {
        const at = performance.now();
        statuses.push((await fetch(health, { signal: AbortSignal.timeout(5_000) })).status);
        waits.push(performance.now() - at);
      };
      for (const end = performance.now() + forMs; performance.now() < end; await sleep(100)) {
        for (let at = 0; at < 3; at++) running.push(one());
        running.push(look());
      }
      await Promise.all(running);
    }
    const whole = await until(async () => !(await ask(world.origins[0]!, query(0))).errors, 10_000);

    const overloaded = codes.get('OVERLOADED') ?? [];
    for (const [code, all] of codes) verdict.note(code, all.length);
    verdict.least('refused with OVERLOADED', overloaded.length, 1);
    verdict.most('slowest of them', Math.max(...overloaded), 1_100, 'ms');
    verdict.least('health answered', statuses.length, 1);
    verdict.exactly('not with 200', statuses.filter((status) => status !== 200).length, 0);
    verdict.most('slowest health', Math.max(...waits), 1_000, 'ms');
    verdict.exactly('whole again', Number(whole), 1);
    judgeReaders(world, verdict);
  },
};
