import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { judgeQueries, judgeReaders, judgeWaits } from '../judge.ts';
import { gaps, unannounced } from '../world/history.ts';

export const channelsCut: Fault = {
  id: 'F12',
  sentence: 'Redis cuts the connections that carry ticks: every hole is announced once, streams go on',
  async run(world, verdict) {
    await sleep(2_000);
    const usual = unannounced(world.history.heard);
    const cutAt = performance.now();
    const cut = await world.redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
    const live = await world.hear(cutAt + 50, ({ state }) => state === 'LIVE', 15_000);
    await sleep(1_000);
    const counts = gaps(world.history.heard);
    verdict.least('connections cut', Number(cut), 1);
    judgeWaits('live again', live, 3_000, verdict);
    verdict.note('told of a gap', counts.size);
    verdict.most('gaps of one reader and symbol', Math.max(0, ...counts.values()), 1);
    verdict.exactly('holes not announced', unannounced(world.history.heard) - usual, 0);
    judgeReaders(world, verdict);
    judgeQueries(world, verdict);
  },
};
