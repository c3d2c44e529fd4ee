import { memoryOf } from '../../process-tree.ts';
import { scrape, startConstellation } from '../constellation.ts';
import { limitsSentence, withinLimits } from '../machine-limits.ts';
import { atLeast, atMost, figure, type Outcome } from '../report.ts';
import { type Load, wait } from '../world.ts';
import type { Scenario } from './scenario.ts';

const further = 9;

/** Memory of the gateway for each connection, and for each subscription beyond the first. */
export const memory: Scenario = {
  ids: ['L4'],
  async run({ quick, clients: wanted }): Promise<Outcome> {
    const load: Load = {
      clients: withinLimits(wanted ?? (quick ? 500 : 18_000)),
      symbolsPerClient: 1 + further,
      wide: 0,
      follows: 'quotes',
      universe: 200,
      rate: 0.2,
    };
    await using world = await startConstellation('ours', load);
    const { server, clients } = world;
    const kb = async () => {
      await wait(quick ? 0.5 : 10);
      return ((await memoryOf([server.pid]))[0]?.pssMb ?? Number.NaN) * 1024;
    };
    const empty = await kb();
    const { ms } = await clients.ask<{ readonly ms: number }>('connect');
    const connected = await kb();
    await clients.ask('subscribe first');
    const one = await kb();
    await clients.ask('subscribe one by one');
    const many = await kb();
    const open = await scrape(server.port);
    const each = (after: number, before: number, count = 1) => (after - before) / load.clients / count;
    return {
      tables: [
        {
          title: `L4 · ${load.clients} connections of one process, each with a subscription of one symbol, then ${further} further ones`,
          columns: ['', 'MB of the gateway', 'KB for each'],
          rows: [
            ['nobody', figure(empty / 1024), ''],
            ['connected and acknowledged', figure(connected / 1024), figure(each(connected, empty))],
            ['with one subscription', figure(one / 1024), figure(each(one, empty))],
            [`with ${further} further subscriptions`, figure(many / 1024), figure(each(many, one, further))],
          ],
        },
      ],
      goals: [
        atMost('L4', 'a connection with one subscription', each(one, empty), 15, 'KB'),
        atMost('L4', 'a further subscription', each(many, one, further), 1, 'KB'),
        atLeast('L4', 'connections of one process', open.get('live_sockets') ?? 0, 18_000, ''),
      ].map((goal) => (quick ? { ...goal, met: null } : goal)),
      notes: [
        `Connected in ${figure(ms / 1_000)} s. Connections are visitors: nobody can sign in yet. Memory is the proportional set of the process, garbage included; the kernel's buffers are not in it. ${limitsSentence()}`,
      ],
    };
  },
};
