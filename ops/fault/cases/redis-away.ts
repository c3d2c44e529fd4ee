import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { judgeQueries, judgeReaders, judgeWaits } from '../judge.ts';
import { transactions } from '../world/database-work.ts';

const awayMs = 60_000;
const windowMs = 8_000;

export const redisAway: Fault = {
  id: 'F9',
  sentence:
    'Redis is away for 60 s: queries are answered, the databases do little more, services are degraded, not down',
  async run(world, verdict) {
    const { constellation, redis } = world;
    const work = async () => {
      const before = await transactions(constellation.postgres.url);
      await sleep(windowMs);
      return (await transactions(constellation.postgres.url)) - before;
    };
    const usual = await work();
    const before = world.history.epoch;
    world.history.clear();
    world.queries.clear();
    await redis.kill();
    const away = performance.now();
    const [without, { notReady, degraded }] = await Promise.all([work(), watchReadiness(world, windowMs)]);
    await sleep(awayMs - (performance.now() - away));
    const stale = world.history.heard.some(({ state, at }) => state === 'LIVE' && at > away + 5_000);
    judgeQueries(world, verdict);
    await redis.start();
    const live = await world.hear(performance.now(), ({ state, epoch }) => state === 'LIVE' && epoch > before, 15_000);
    verdict.most('database work, times the usual', without / usual, 2);
    verdict.exactly('not ready', notReady, 0);
    verdict.least('services that say they are degraded', degraded, 2);
    verdict.exactly('live quotes claimed meanwhile', stale ? 1 : 0, 0);
    judgeWaits('live again', live, 3_000, verdict);
    judgeReaders(world, verdict);
  },
};

/** How often `/health` of any service did not answer 200, and how many services said that they are degraded. */
async function watchReadiness({ constellation, origins }: Parameters<Fault['run']>[0], ms: number) {
  const services = await Promise.all(Object.values(constellation.subgraphs).map(({ listens }) => listens));
  let notReady = 0;
  const degraded = new Set<string>();
  for (const end = performance.now() + ms; performance.now() < end; await sleep(500)) {
    for (const origin of [...services, ...origins]) {
      const health = await fetch(new URL('/health', origin), { signal: AbortSignal.timeout(3_000) }).catch(() => null);
      if (health?.status !== 200) notReady++;
      else if (((await health.json()) as { status: string }).status === 'degraded') degraded.add(origin);
    }
  }
  return { notReady, degraded: degraded.size };
}
