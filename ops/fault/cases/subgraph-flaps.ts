import { setTimeout as sleep } from 'node:timers/promises';
import type { LoneFault } from '../fault.ts';
import { both, isPartial, isWhole, judgeUnaffected, unaffected } from '../small/judge.ts';
import { overBoth } from '../small/transports.ts';
import { startSmallWorld } from '../small/world.ts';
import type { Verdict } from '../verdict.ts';
import { until } from '../world/until.ts';

const perSecond = 30;
const turnMs = 2_000;

/** Two seconds there, two seconds away, again and again. */
export async function flap(verdict: Verdict, { forMs = 60_000 } = {}): Promise<void> {
  await overBoth(verdict, async (transport, own) => {
    await using world = await startSmallWorld(transport);
    await until(async () => isWhole(await world.ask(both)), 10_000);
    await using others = world.load(unaffected, perSecond);
    await using asked = world.load(both, perSecond);
    await sleep(turnMs);
    let windows = 0;
    for (const end = performance.now() + forMs; performance.now() < end; windows++) {
      await world.way.refuse();
      await sleep(turnMs);
      await world.way.heal();
      await sleep(turnMs);
    }
    const whole = await until(async () => isWhole(await world.ask(both)), 10_000);
    const opened = await world.figure('gateway_subgraph_breaker_opened_total');
    await asked[Symbol.asyncDispose]();
    await others[Symbol.asyncDispose]();

    const wholes = asked.answers.filter(isWhole).length;
    own.note('times away', windows);
    own.most('breaker opened', opened, windows);
    own.exactly('neither whole nor partial', asked.answers.filter((one) => !isWhole(one) && !isPartial(one)).length, 0);
    own.note('whole', (100 * wholes) / asked.answers.length, '%');
    own.exactly('whole again', Number(whole), 1);
    judgeUnaffected(others.answers, own);
  });
}

export const subgraphFlaps: LoneFault = {
  id: 'F6',
  sentence: 'a subgraph is there for 2 s and away for 2 s, for a minute: its breaker opens once each time at most',
  alone: (verdict) => flap(verdict),
};
