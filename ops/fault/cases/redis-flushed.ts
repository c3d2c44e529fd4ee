import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { judgeQueries, judgeReaders, judgeWaits } from '../judge.ts';
import { transactions } from '../world/database-work.ts';

const windowMs = 6_000;

export const redisFlushed: Fault = {
  id: 'F10',
  sentence: 'everything in Redis is dropped: the databases see no stampede, streams go on',
  async run(world, verdict) {
    const { postgres } = world.constellation;
    const beforeUsual = await transactions(postgres.url);
    await sleep(windowMs);
    const before = await transactions(postgres.url);
    world.history.clear();
    world.queries.clear();
    await world.redis.command('FLUSHALL');
    const flushed = performance.now();
    const live = await world.hear(flushed, ({ state }) => state === 'LIVE', 15_000);
    await sleep(windowMs - (performance.now() - flushed));
    const after = await transactions(postgres.url);
    verdict.most('database work, times the usual', (after - before) / (before - beforeUsual), 2);
    judgeWaits('live', live, 3_000, verdict);
    judgeReaders(world, verdict);
    judgeQueries(world, verdict);
  },
};
