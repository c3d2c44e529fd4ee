import { setTimeout as sleep } from 'node:timers/promises';
import { memoryOf } from '../../load/process-tree.ts';
import type { LoneFault } from '../fault.ts';
import { both, isPartial, isWhole, judgeUnaffected, unaffected } from '../small/judge.ts';
import { lies, startLiar } from '../small/liar.ts';
import { startSmallWorld } from '../small/world.ts';
import type { Verdict } from '../verdict.ts';
import { until } from '../world/until.ts';

const each = 30;
const atOnce = 10;
/** How long each lie lasts at least, so that there are enough other queries to judge. */
const eachMs = 3_000;

/** Answers with everything that is no answer. */
export async function lieAboutEverything(verdict: Verdict): Promise<void> {
  await using liar = await startLiar();
  await using world = await startSmallWorld({ multiplex: true, ordersUrl: liar.url });
  const memory = async () => (await memoryOf([world.gateway.pid]))[0]?.pssMb ?? 0;
  await until(async () => isWhole(await world.ask(both)), 10_000);
  await using others = world.load(unaffected, 50);
  const before = await memory();
  let most = before;
  for (const [what, lie] of Object.entries(lies)) {
    liar.lie = lie;
    const held = sleep(eachMs);
    let partial = 0;
    for (let asked = 0; asked < each; asked += atOnce) {
      const answers = await Promise.all(Array.from({ length: atOnce }, () => world.ask(both)));
      partial += answers.filter(isPartial).length;
      most = Math.max(most, await memory());
    }
    await held;
    verdict.exactly(`partial where it tells ${what}`, partial, each);
    liar.lie = null;
    await until(async () => isWhole(await world.ask(both)), 15_000);
  }
  await others[Symbol.asyncDispose]();
  verdict.exactly('gateways that ended', world.gateway.starts - 1, 0);
  verdict.note('memory before', before, 'MB');
  verdict.most('memory more', most - before, 150, 'MB');
  judgeUnaffected(others.answers, verdict);
}

export const subgraphLies: LoneFault = {
  id: 'F5',
  sentence:
    'a subgraph answers 500, 502, 503, garbage, HTML, half a body, 10 MB: one masked error each, and the gateway lives',
  alone: (verdict) => lieAboutEverything(verdict),
};
