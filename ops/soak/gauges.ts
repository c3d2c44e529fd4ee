import { scrape } from '../fault/world/metrics.ts';
import type { World } from '../fault/world/world.ts';

/** What must be zero when every reader has left, by service. */
const gauges = {
  gateway: ['live_sockets', 'live_subscriptions', 'live_streams', 'live_upstreams', 'live_connections'],
  market: ['market_live_readers', 'market_live_symbols', 'market_tick_channels', 'market_watched_instruments'],
};

/** The gauges of all gateways and of market that are not zero, and how much they are; a gauge that is not told counts as not zero. */
export async function leftOpen({ origins, constellation }: World): Promise<Map<string, number>> {
  const { market } = constellation.subgraphs;
  const services: [string, string, readonly string[]][] = [
    ...origins.map((origin, at): [string, string, readonly string[]] => [`gateway ${at + 1}`, origin, gauges.gateway]),
    ['market', await market.listens, gauges.market],
  ];
  const open = new Map<string, number>();
  for (const [name, origin, names] of services) {
    const figures = await scrape(origin);
    for (const gauge of names) {
      const value = figures.get(gauge) ?? Number.NaN;
      if (value !== 0) open.set(`${name} ${gauge}`, value);
    }
  }
  return open;
}
