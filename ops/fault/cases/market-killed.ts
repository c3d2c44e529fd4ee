import type { Fault } from '../fault.ts';
import { judgeOneGap, judgeQueries, judgeReaders, judgeWaits } from '../judge.ts';
import { until } from '../world/until.ts';

export const marketKilled: Fault = {
  id: 'F2',
  sentence:
    'market is killed while sockets stream: none is dropped, values are marked stale, live again, and one gap says so',
  async run(world, verdict) {
    const { market } = world.constellation.subgraphs;
    const { starts } = market;
    const killedAt = performance.now();
    await market.signal('SIGKILL');
    const stale = await world.hear(killedAt, ({ state }) => state === 'STALE', 4_000);
    const before = world.history.epoch;
    await until(() => market.starts > starts, 30_000);
    const live = await world.hear(
      market.listensSince,
      ({ state, epoch }) => state === 'LIVE' && epoch > before,
      15_000,
    );
    judgeWaits('stale', stale, 2_000, verdict);
    verdict.note('market away', market.listensSince - killedAt, 'ms');
    judgeWaits('live again', live, 3_000, verdict);
    judgeOneGap(world, verdict);
    judgeReaders(world, verdict);
    judgeQueries(world, verdict, 'market');
  },
};
