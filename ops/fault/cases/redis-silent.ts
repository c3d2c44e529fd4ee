import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { judgeQueries, judgeReaders, judgeWaits } from '../judge.ts';
import { linesSince } from '../world/log-file.ts';

const silentMs = 12_000;
/** Companies, market and the gateways, both of which go by one name. */
const serviceNames = 3;
/** One to ask and one to be told. */
const connectionsEach = 2;

export const redisSilent: Fault = {
  id: 'F11',
  sentence: 'the way to Redis swallows everything, without an error: noticed within 5 s',
  needs: { redisWay: true },
  async run(world, verdict) {
    const before = world.history.epoch;
    const began = Date.now();
    const beganAt = performance.now();
    world.redisWay!.blackhole();
    const stale = await world.hear(beganAt, ({ state }) => state === 'STALE', silentMs);
    await sleep(silentMs - (performance.now() - beganAt));
    const lines = (await linesSince(world.logFile, began)).filter(
      ({ msg, connection }) => msg === 'redis: connection lost' && !connection?.endsWith('-waiting'),
    );
    const noticed = new Map<string, number>();
    for (const { name, connection, time } of lines)
      if (!noticed.has(`${name} ${connection}`)) noticed.set(`${name} ${connection}`, time - began);
    await world.redisWay!.heal();
    const live = await world.hear(performance.now(), ({ state, epoch }) => state === 'LIVE' && epoch > before, 15_000);

    verdict.exactly('connections that noticed', noticed.size, serviceNames * connectionsEach);
    verdict.most('noticed, all', Math.max(...noticed.values()), 5_000, 'ms');
    judgeWaits('stale', stale, 7_000, verdict);
    judgeWaits('live again', live, 3_000, verdict);
    judgeQueries(world, verdict);
    judgeReaders(world, verdict);
  },
};
