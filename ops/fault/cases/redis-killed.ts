import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { judgeOneGap, judgeQueries, judgeReaders, judgeWaits } from '../judge.ts';

export const redisKilled: Fault = {
  id: 'F8',
  sentence:
    'Redis is killed and comes back empty while sockets stream: live again, one gap, a new epoch, nothing twice',
  async run(world, verdict) {
    const before = world.history.epoch;
    await world.redis.kill();
    await sleep(100 + world.random.below(2_900));
    await world.redis.start();
    const live = await world.hear(performance.now(), ({ state, epoch }) => state === 'LIVE' && epoch > before, 15_000);
    judgeWaits('live again', live, 3_000, verdict);
    judgeOneGap(world, verdict);
    judgeReaders(world, verdict);
    judgeQueries(world, verdict);
  },
};
