import { memoryOf } from '../../process-tree.ts';
import { startConstellation } from '../constellation.ts';
import { atMost, figure, type Outcome } from '../report.ts';
import type { Told } from '../tally.ts';
import { type Load, wait } from '../world.ts';
import type { Scenario } from './scenario.ts';

/** Of 50 readers half a megabyte each may be on its way, and a heap breathes. */
const growthMb = 50;

/** Some readers stop reading: the others must not notice, memory must not grow, and who wakes up must be told the present. */
export const stalled: Scenario = {
  ids: ['L7'],
  async run({ quick, seconds: asked, clients: wanted }): Promise<Outcome> {
    const clientCount = wanted ?? (quick ? 100 : 1_000);
    const load: Load = {
      clients: clientCount,
      symbolsPerClient: 20,
      wide: clientCount / 20,
      follows: 'quotes',
      universe: 200,
      rate: 5,
    };
    const seconds = asked ?? (quick ? 3 : 60);
    const settleSeconds = quick ? 1 : 2;
    await using world = await startConstellation('ours', load);
    const { source, server, clients } = world;
    await clients.ask('connect');
    await clients.ask('subscribe');
    source.say('hurry');
    await wait(settleSeconds);
    const mb = async () => (await memoryOf([server.pid]))[0]?.pssMb ?? Number.NaN;
    async function mostMbFor(time: number): Promise<number> {
      let most = 0;
      for (const end = performance.now() + time * 1_000; performance.now() < end; await wait(1))
        most = Math.max(most, await mb());
      return most;
    }

    await clients.ask('measure');
    const mbBefore = await mostMbFor(seconds);
    const before = await clients.ask<Told>('result');
    await clients.ask('stall');
    await clients.ask('measure');
    const mbMost = await mostMbFor(seconds);
    const during = await clients.ask<Told>('result');
    await clients.ask('resume');
    await wait(settleSeconds);
    source.say('stop');
    const { seqs: finals } = await source.told<{ readonly seqs: number[] }>('finals');
    await wait(settleSeconds);
    const after = await clients.ask<{ lost: number; stalledClosed: number; stalledBehind: number }>('check', {
      finals,
    });
    return {
      goals: [
        atMost('L7', 'memory the gateway gained', mbMost - mbBefore, growthMb, 'MB'),
        atMost('L7', 'p99 of the others, times before', during.p99 / before.p99, 1.2, '×'),
        atMost('L7', 'values that readers who woke up were not told', after.stalledBehind, 0, ''),
      ].map((goal) => (quick ? { ...goal, met: null } : goal)),
      notes: [
        `L7 · ${load.wide} of ${load.clients} readers stalled for ${seconds} s, each following all ${load.universe} symbols × ${load.rate}/s. The others: p50 ${figure(before.p50)} → ${figure(during.p50)} ms, p99 ${figure(before.p99)} → ${figure(during.p99)} ms. Closed with 4808: ${after.stalledClosed}. Memory at most ${figure(mbBefore)} MB in as long before, ${figure(mbMost)} MB then.`,
      ],
      faults: after.lost > 0 ? [`${after.lost} newest values never came to readers who read`] : [],
    };
  },
};
