import { cpuSeconds } from '../../process-tree.ts';
import { startConstellation } from '../constellation.ts';
import { flushMs } from '../processes.ts';
import { atLeast, atMost, figure, type Outcome } from '../report.ts';
import type { Told } from '../tally.ts';
import { type Load, wait } from '../world.ts';
import type { Scenario } from './scenario.ts';

/** From a provider's tick to the client, through the real market, Redis and the gateway. */
export const allHops: Scenario = {
  ids: ['L8'],
  async run({ quick, seconds: asked, clients: wanted }): Promise<Outcome> {
    const load: Load = {
      clients: wanted ?? (quick ? 50 : 200),
      symbolsPerClient: 20,
      wide: 0,
      follows: 'quotes',
      universe: 500,
      rate: quick ? 2 : 10,
    };
    const seconds = asked ?? (quick ? 2 : 20);
    const leadSeconds = quick ? 1 : 3;
    await using world = await startConstellation('ours', load, {}, { source: 'market' });
    const { source, server, clients } = world;
    await wait(quick ? 1 : 6);
    await clients.ask('connect');
    const { whole } = await clients.ask<{ readonly whole: number }>('subscribe');
    source.say('hurry');
    await wait(leadSeconds);
    await clients.ask('measure');
    const before = await cpuSeconds(server.pid);
    await wait(seconds);
    const cpu = (await cpuSeconds(server.pid)) - before;
    const told = await clients.ask<Told>('result');
    const fed = await source.ask<{ readonly ticks: number; readonly late: number }>('stop');
    const perSecond = fed.ticks / (seconds + leadSeconds);
    await source.ask('end');
    return {
      goals: [
        atLeast('L8', 'ticks a second from the provider', perSecond, 5_000 * 0.98, '/s'),
        atMost('L8', 'tick to client, p99', told.p99, flushMs + 80, 'ms'),
      ].map((goal) => (quick ? { ...goal, met: null } : goal)),
      notes: [
        `L8 · ${load.universe} symbols × ${load.rate} ticks/s; ${whole} of ${load.clients} clients × ${load.symbolsPerClient}: ${figure(told.delivered / seconds)} values/s delivered, ${figure(told.left / seconds)} numbers/s left out on the way, ${told.backwards} backwards; p50 ${figure(told.p50)} ms, most ${figure(told.max)} ms; ${figure((cpu / told.delivered) * 1e6)} µs of gateway CPU each. Market gathers 40 ms of it, the gateway ${flushMs} ms. The feed was at most ${figure(fed.late)} ms late; feed, market, Redis, PostgreSQL and clients share one core.`,
      ],
      faults: told.backwards > 0 ? [`${told.backwards} values went backwards`] : [],
    };
  },
};
