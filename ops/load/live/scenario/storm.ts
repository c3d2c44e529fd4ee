import { startConstellation } from '../constellation.ts';
import { startServer } from '../processes.ts';
import { atMost, figure, type Outcome } from '../report.ts';
import { type Load, wait } from '../world.ts';
import type { Scenario } from './scenario.ts';

/** The gateway is killed under all its readers, who come back with full jitter, 0.5 s doubling up to 20. */
export const storm: Scenario = {
  ids: ['L5'],
  async run({ quick, clients: wanted }): Promise<Outcome> {
    const load: Load = {
      clients: wanted ?? (quick ? 300 : 5_000),
      symbolsPerClient: 20,
      wide: 0,
      follows: 'quotes',
      universe: 200,
      rate: 2,
    };
    await using world = await startConstellation('ours', load);
    const { source, server, clients, urls } = world;
    await clients.ask('connect');
    await clients.ask('subscribe');
    source.say('hurry');
    await wait(2);
    await clients.ask('come back when lost');
    const fetchesBefore = (await source.ask<{ readonly count: number }>('fetches')).count;
    const killedAt = performance.now() + performance.timeOrigin;
    const back = clients.ask<{ readonly whole: number; readonly at: number[] }>('back');
    await server.kill();
    await using again = await startServer('ours', { urls, load, port: server.port });
    const upAfter = performance.now() + performance.timeOrigin - killedAt;
    const { whole, at } = await back;
    const fetches = (await source.ask<{ readonly count: number }>('fetches')).count - fetchesBefore;
    const seconds = at.map((each) => (each - killedAt) / 1_000).sort((a, b) => a - b);
    const share = (part: number) => seconds[Math.ceil(load.clients * part) - 1] ?? Number.POSITIVE_INFINITY;
    return {
      goals: [
        atMost('L5', '95 % live again', share(0.95), 4, 's'),
        atMost('L5', 'all live again', share(1), 10, 's'),
        atMost('L5', 'requests to the joined subgraph', fetches, 50, ''),
      ].map((goal) => (quick ? { ...goal, met: null } : goal)),
      notes: [
        `L5 · ${load.clients} × ${load.symbolsPerClient} on process ${again.pid}: listened again ${figure(upAfter / 1_000)} s after the kill; half were live after ${figure(share(0.5))} s, ${whole} in the end. The joined subgraph is made up, so its requests are counted instead of SQL statements; LIMITS=off, since all come from one address.`,
      ],
    };
  },
};
