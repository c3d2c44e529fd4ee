import type { Fault } from '../fault.ts';
import { judgeOrder, judgeQueries } from '../judge.ts';
import { type Heard, quantile } from '../world/history.ts';
import { until } from '../world/until.ts';

/** For each connection that was closed, how long until its reader heard a live quote again; ascending. */
export function resumed(
  closes: readonly { readonly at: number; readonly reader: number }[],
  heard: readonly Heard[],
): number[] {
  const live = Map.groupBy(
    heard.filter(({ state }) => state === 'LIVE'),
    ({ reader }) => reader,
  );
  return closes
    .map((close) => {
      const first = live.get(close.reader)?.find(({ at }) => at > close.at);
      return first ? first.at - close.at : Number.POSITIVE_INFINITY;
    })
    .sort((a, b) => a - b);
}

export const gatewaysRolled: Fault = {
  id: 'F25',
  sentence: 'both gateways are restarted one after the other under 1,000 sockets: readers come back, no query fails',
  needs: { readers: 1_000 },
  async run(world, verdict) {
    const { history, readers } = world;
    const codes = new Map<number, number>();
    const waits: number[] = [];
    let slowest = 0;
    let unclean = 0;
    let spread = 0;
    for (const gateway of world.constellation.gateways) {
      const { starts } = gateway;
      const begin = history.closes.length;
      const asked = performance.now();
      const { code } = await gateway.signal('SIGTERM');
      slowest = Math.max(slowest, performance.now() - asked);
      if (code !== 0) unclean++;
      const closes = history.closes.slice(begin);
      for (const close of closes) codes.set(close.code, (codes.get(close.code) ?? 0) + 1);
      spread = Math.max(spread, (closes.at(-1)?.at ?? 0) - (closes[0]?.at ?? 0));
      await until(() => gateway.starts > starts && readers.every(({ open }) => open), 30_000);
      await world.hear(performance.now(), ({ state }) => state === 'LIVE', 10_000);
      waits.push(...resumed(closes, history.heard));
    }
    waits.sort((a, b) => a - b);
    verdict.exactly('exits that were not 0', unclean, 0);
    verdict.most('asked to end, ended', slowest, 15_000, 'ms');
    verdict.note('closed with 1012', codes.get(1012) ?? 0);
    verdict.exactly('closed otherwise', waits.length - (codes.get(1012) ?? 0), 0);
    verdict.note('closes spread over', spread, 'ms');
    verdict.most('live on the other, 95 of 100', quantile(waits, 0.95), 4_000, 'ms');
    verdict.note('live on the other, all', waits.at(-1) ?? Number.NaN, 'ms');
    judgeOrder(history, verdict);
    verdict.note('asked again at the other', world.queries.asked.filter(({ rerouted }) => rerouted).length);
    judgeQueries(world, verdict);
  },
};
