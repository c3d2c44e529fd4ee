import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoneFault } from '../fault.ts';
import { both, isWhole, unaffected } from '../small/judge.ts';
import { startPublisher } from '../small/publisher.ts';
import { startSmallWorld } from '../small/world.ts';
import type { Verdict } from '../verdict.ts';
import { until } from '../world/until.ts';

const perSecond = 20;
/** A gateway looks at an address every five seconds, and waits for it no longer than that. */
const twoLooksMs = 12_000;

/** Whoever publishes the supergraph goes away: from a gateway that runs, and from one that starts. */
export async function loseRegistry(verdict: Verdict, { forMs = twoLooksMs } = {}): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'lzstock-kept-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const publisher = opened.use(await startPublisher());
  const world = opened.use(
    await startSmallWorld({
      multiplex: true,
      publish: async (sdl) => {
        publisher.text = sdl;
        return publisher.url;
      },
      gatewayEnv: { SUPERGRAPH_KEPT: join(folder, 'supergraph.graphql') },
    }),
  );
  const { gateway } = world;
  await until(async () => isWhole(await world.ask(both)), 30_000);

  await publisher.leave();
  {
    const load = world.load(both, perSecond);
    await sleep(forMs);
    await load[Symbol.asyncDispose]();
    const whole = load.answers.filter(isWhole).length;
    verdict.note('queries while it was away', load.answers.length);
    verdict.exactly('not whole', load.answers.length - whole, 0);
    verdict.exactly('gateways that ended', gateway.starts - 1, 0);
  }

  const { starts } = gateway;
  await gateway.signal('SIGKILL');
  const killed = performance.now();
  const back = await until(() => gateway.starts > starts, 60_000);
  verdict.most('another listens', back ? gateway.listensSince - killed : Number.POSITIVE_INFINITY, 3_000, 'ms');
  verdict.exactly('whole from the supergraph that was kept', isWhole(await world.ask(both)) ? 1 : 0, 1);
  const [, age] = /"ageSeconds":(\d+)/.exec(await readFile(world.logFile, 'utf8')) ?? [];
  verdict.least('its age in the log', Number(age ?? Number.NaN), forMs / 1_000 - 1, 's');

  publisher.text = publisher.text.replace(/left: Int!.*/, '$&\n  here: Int');
  await publisher.comeBack();
  const since = performance.now();
  const taken = await until(async () => !(await world.ask('{ parts { here } }')).text.includes('BAD_INPUT'), 30_000);
  verdict.most(
    'what it publishes then, served',
    taken ? performance.now() - since : Number.POSITIVE_INFINITY,
    6_000,
    'ms',
  );
  verdict.exactly('whole afterwards', isWhole(await world.ask(unaffected)) ? 1 : 0, 1);
}

export const registryAway: LoneFault = {
  id: 'F22',
  sentence:
    'whoever publishes the supergraph is away: a gateway that runs notices nothing, one that starts serves what was served last and logs how old it is',
  alone: (verdict) => loseRegistry(verdict),
};
