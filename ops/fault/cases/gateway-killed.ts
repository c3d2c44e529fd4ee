import type { Fault } from '../fault.ts';
import { judgeOrder, judgeQueries } from '../judge.ts';
import { quantile } from '../world/history.ts';
import { until } from '../world/until.ts';
import { resumed } from './gateways-rolled.ts';

export const gatewayKilled: Fault = {
  id: 'F26',
  sentence: 'a gateway is killed: its readers go on at the other',
  async run(world, verdict) {
    const { history } = world;
    const gateway = world.random.pick(world.constellation.gateways);
    const { starts } = gateway;
    await gateway.signal('SIGKILL');
    await until(() => gateway.starts > starts && world.readers.every(({ open }) => open), 30_000);
    await world.hear(performance.now(), ({ state }) => state === 'LIVE', 10_000);
    const waits = resumed(history.closes, history.heard);
    verdict.least('readers it had', waits.length, 1);
    verdict.note('live on the other, half', quantile(waits, 0.5), 'ms');
    verdict.most('live on the other, 95 of 100', quantile(waits, 0.95), 4_000, 'ms');
    verdict.note('live on the other, all', waits.at(-1) ?? Number.NaN, 'ms');
    judgeOrder(history, verdict);
    verdict.note('asked again at the other', world.queries.asked.filter(({ rerouted }) => rerouted).length);
    judgeQueries(world, verdict);
  },
};
