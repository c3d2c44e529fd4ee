import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { judgeOneGap, judgeQueries, judgeReaders, judgeWaits } from '../judge.ts';
import { unannounced } from '../world/history.ts';

/** Long enough that several quotes of every symbol are lost. */
const deniedMs = 2_500;

export const channelsCut: Fault = {
  id: 'F12',
  sentence: 'Redis cuts the connections that carry ticks and takes none back for 2.5 s: every hole is announced once',
  async run(world, verdict) {
    await world.redis.command('ACL', 'SETUSER', 'default', '-subscribe');
    const cut = await world.redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await sleep(deniedMs);
    await world.redis.command('ACL', 'SETUSER', 'default', '+subscribe');
    const live = await world.hear(performance.now(), ({ state, gap }) => state === 'LIVE' && gap !== null, 15_000);
    verdict.least('connections cut', Number(cut), 1);
    judgeWaits('live again, with its gap', live, 3_000, verdict);
    judgeOneGap(world, verdict);
    verdict.note('conflated, or lost without a word', unannounced(world.history.heard));
    judgeReaders(world, verdict);
    judgeQueries(world, verdict);
  },
};
