import { setTimeout as sleep } from 'node:timers/promises';
import type { LoneFault } from '../fault.ts';
import { both, isPartial, isWhole, judgeUnaffected, latency, unaffected } from '../small/judge.ts';
import { overBoth } from '../small/transports.ts';
import { startSmallWorld } from '../small/world.ts';
import type { Verdict } from '../verdict.ts';
import { until } from '../world/until.ts';

const perSecond = 30;
const answersAreDueMs = 1_500;

/**
 * Stops the process of a subgraph for a while; its port stays open. Where `busy`, what a machine that does other things meanwhile blurs is noted alone: calls
 * go on failing until it is seen that the breaker opened, and the slowest answers wait for the processor.
 */
export async function hangSubgraph(verdict: Verdict, { forMs = 20_000, busy = false } = {}): Promise<void> {
  await overBoth(verdict, async (transport, own) => {
    await using world = await startSmallWorld(transport);
    await until(async () => isWhole(await world.ask(both)), 10_000);
    await using others = world.load(unaffected, perSecond);
    await using asked = world.load(both, perSecond);
    await sleep(2_000);
    const failures = () => world.figure('gateway_subgraph_failures_total', 'late');
    const failedBefore = await failures();

    process.kill(world.orders.pid, 'SIGSTOP');
    const stoppedAt = performance.now();
    const opened = await until(async () => (await world.figure('gateway_subgraph_breaker_state')) > 0, 10_000);
    const openedAt = performance.now();
    const failed = (await failures()) - failedBefore;
    await sleep(forMs - (performance.now() - stoppedAt));
    process.kill(world.orders.pid, 'SIGCONT');
    const continuedAt = performance.now();
    const closed = await until(async () => (await world.figure('gateway_subgraph_breaker_state')) === 0, 20_000);
    const closedMs = performance.now() - continuedAt;
    const whole = await until(async () => isWhole(await world.ask(both)), 10_000);
    await others[Symbol.asyncDispose]();
    await asked[Symbol.asyncDispose]();

    const wrong = asked.answers.filter((answer) => !isWhole(answer) && !isPartial(answer));
    const during = asked.answers.filter(({ at }) => at > openedAt && at < continuedAt);
    own.exactly('neither whole nor partial', wrong.length, 0);
    own.most('slowest answer', latency(asked.answers, 1), answersAreDueMs + 100, 'ms');
    own.exactly('breaker opened', Number(opened), 1);
    const late = 'calls that were not answered in time until it opened';
    if (busy) own.note(late, failed);
    else own.most(late, failed, 20);
    own.note('it opened after', openedAt - stoppedAt, 'ms');
    own.note('answers while it was open', during.length);
    const besides = others.answers.filter(({ at }) => at > openedAt && at < continuedAt);
    const more = latency(during, 0.5) - latency(besides, 0.5);
    own.most('half of them, more than other queries', Math.max(0, more), 20, 'ms');
    if (busy) own.note('95 % of them within', latency(during, 0.95), 'ms');
    else own.most('95 % of them within', latency(during, 0.95), 20, 'ms');
    own.most('closed after it went on', closed ? closedMs : Number.POSITIVE_INFINITY, 10_000, 'ms');
    own.exactly('whole again', Number(whole), 1);
    judgeUnaffected(others.answers, own);
  });
}

export const subgraphHung: LoneFault = {
  id: 'F3',
  sentence:
    'a subgraph hangs for 20 s with its port open: answers come without it, at once after a few calls, and it is found again',
  alone: (verdict) => hangSubgraph(verdict),
};
