import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '@lzstock/kit/local/free-port';
import type { LoneFault } from '../fault.ts';
import { both, isWhole, named } from '../small/judge.ts';
import { type SmallWorld, startSmallWorld } from '../small/world.ts';
import type { Verdict } from '../verdict.ts';
import { scrape } from '../world/metrics.ts';
import { until } from '../world/until.ts';

const obey = fileURLToPath(new URL('../small/obey.ts', import.meta.url));
const blockedMs = 3_000;
const inFlight = 20;

const statusOf = async (url: string): Promise<number> => {
  const response = await fetch(new URL('/health', url), { signal: AbortSignal.timeout(10_000) });
  await response.text();
  return response.status;
};

/** Stands still; what waited is answered, and others are told to ask elsewhere until it has recovered. */
async function block(
  world: SmallWorld,
  url: string,
  tell: (deed: string) => Promise<void>,
  verdict: Verdict,
): Promise<void> {
  await until(async () => (await statusOf(url)) === 200, 30_000);
  await tell(`block?ms=${blockedMs}`);
  const waiting = Promise.all(Array.from({ length: inFlight }, () => world.ask(both)));
  const first = await statusOf(url);
  const since = performance.now();
  verdict.exactly('what waited, whole', (await waiting).filter(isWhole).length, inFlight);
  verdict.exactly('status of the first look at its health', first, 503);
  const recovered = await until(async () => (await statusOf(url)) === 200, 60_000);
  verdict.most('ready again', recovered ? performance.now() - since : Number.POSITIVE_INFINITY, 10_000, 'ms');
  const figures = await scrape(url);
  const count = (le: string) => figures.get(`event_loop_lag_seconds_bucket{le="${le}"}`) ?? Number.NaN;
  verdict.least('standstills of over 2 s in /metrics', count('+Inf') - count('2'), 1);
}

/** Ends by what nobody caught; what is under way is answered first, and another process takes its place. */
async function crash(world: SmallWorld, tell: () => Promise<void>, verdict: Verdict): Promise<void> {
  await until(async () => isWhole(await world.ask(both)), 30_000);
  const { starts } = world.gateway;
  world.way.delay(150);
  const waiting = Promise.all(Array.from({ length: inFlight }, () => world.ask(both).catch(() => null)));
  await sleep(50);
  await tell();
  const answers = await waiting;
  world.way.delay(0);
  const back = await until(() => world.gateway.starts > starts, 60_000);
  const { ended } = world.gateway;
  verdict.exactly('what was under way, whole', answers.filter((answer) => answer && isWhole(answer)).length, inFlight);
  verdict.exactly('exit code', ended?.code ?? Number.NaN, 1);
  verdict.most(
    'another listens',
    back ? world.gateway.listensSince - ended!.at : Number.POSITIVE_INFINITY,
    2_000,
    'ms',
  );
  verdict.exactly('whole from the other', isWhole(await world.ask(both)) ? 1 : 0, 1);
}

export async function crashGateway(verdict: Verdict): Promise<void> {
  const port = await freePort();
  await using world = await startSmallWorld({
    multiplex: true,
    gatewayEnv: { OBEY_PORT: String(port) },
    gatewayArguments: ['--import', obey],
  });
  const tell = async (deed: string): Promise<void> =>
    void (await (await fetch(`http://127.0.0.1:${port}/${deed}`)).text());
  await block(world, await world.gateway.listens, tell, named('blocked', verdict));
  await crash(world, () => tell('throw'), named('exception', verdict));
  await crash(world, () => tell('reject'), named('rejection', verdict));
}

export const gatewayCrashes: LoneFault = {
  id: 'F34',
  sentence:
    'a gateway stands still for 3 s, throws what nobody catches, rejects what nobody waits for: it is not ready until it recovered, or ends after a drain and is started again',
  alone: crashGateway,
};
