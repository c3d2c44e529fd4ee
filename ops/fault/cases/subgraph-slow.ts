import { setTimeout as sleep } from 'node:timers/promises';
import type { LoneFault } from '../fault.ts';
import { both, isWhole, judgeUnaffected, latency, unaffected } from '../small/judge.ts';
import { overBoth } from '../small/transports.ts';
import { startSmallWorld } from '../small/world.ts';
import type { Verdict } from '../verdict.ts';
import { until } from '../world/until.ts';

const perSecond = 20;

/** Holds every byte up by 400 ± 200 ms there and back. */
export async function slowSubgraph(verdict: Verdict, { forMs = 15_000 } = {}): Promise<void> {
  await overBoth(verdict, async (transport, own) => {
    await using world = await startSmallWorld(transport);
    await until(async () => isWhole(await world.ask(both)), 10_000);
    await using others = world.load(unaffected, perSecond);
    const callsBefore = await world.figure('gateway_subgraph_calls_total');
    world.way.delay(200);
    let turn = 0;
    const weather = setInterval(() => world.way.delay(100 + (turn++ % 5) * 50), 100);
    const asked = world.load(both, perSecond);
    await sleep(forMs);
    clearInterval(weather);
    await asked[Symbol.asyncDispose]();
    const calls = (await world.figure('gateway_subgraph_calls_total')) - callsBefore;
    await others[Symbol.asyncDispose]();

    own.note('queries', asked.answers.length);
    own.most('calls for each', calls / asked.answers.length, 1.1);
    own.least('whole', (100 * asked.answers.filter(isWhole).length) / asked.answers.length, 99.9, '%');
    own.most('95 % of them within', latency(asked.answers, 0.95), 800, 'ms');
    judgeUnaffected(others.answers, own);
  });
}

export const subgraphSlow: LoneFault = {
  id: 'F4',
  sentence: 'a subgraph answers 400 ± 200 ms late: no storm of retries, no answer is given up',
  alone: (verdict) => slowSubgraph(verdict),
};
