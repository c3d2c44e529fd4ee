import { cpuSeconds, memoryOf } from '../process-tree.ts';
import { scrape } from './constellation.ts';
import { type Server, startServer, startWorker, type Worker } from './processes.ts';
import type { Urls } from './server.ts';
import type { Told } from './tally.ts';
import { type Load, wait } from './world.ts';

/** A gateway, and the process of those who read from it. */
interface Side {
  readonly server: Server;
  readonly clients: Worker;
}

/** Redis and one market, two gateways on it, readers of both. */
export interface TwoGateways extends AsyncDisposable {
  readonly market: Worker;
  readonly sides: readonly Side[];
}

/** What both sides were told in the same time. */
export interface SideTold extends Told {
  /** Seconds of CPU of the gateway. */
  readonly cpu: number;
  /** Newest values that never came. */
  readonly lost: number;
}

/** `load` is that of each side. Addresses of the second one begin behind those of the first. */
export async function startTwoGateways(load: Load): Promise<TwoGateways> {
  await using opened = new AsyncDisposableStack();
  const market = opened.use(startWorker('market'));
  market.say('begin', { load });
  const { urls } = await market.told<{ readonly urls: Urls }>('ready');
  opened.defer(() => market.ask('end'));
  const sides: Side[] = [];
  for (const firstAddress of [2, 12]) {
    const server = opened.use(await startServer('ours', { urls, load }));
    const clients = opened.use(startWorker('clients'));
    clients.say('begin', { load, port: server.port, firstAddress });
    await clients.told('ready');
    sides.push({ server, clients });
  }
  const owned = opened.move();
  return { market, sides, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** The same of both sides at once. */
export const askBoth = <T>({ sides }: TwoGateways, kind: string): Promise<T[]> =>
  Promise.all(sides.map(({ clients }) => clients.ask<T>(kind)));

export const socketsOf = async ({ sides }: TwoGateways): Promise<number> => {
  const open = await Promise.all(sides.map(({ server }) => scrape(server.port)));
  return open.reduce((sum, figures) => sum + (figures.get('live_sockets') ?? 0), 0);
};

/** Proportional set of both gateways in KB. */
export async function kbOf({ sides }: TwoGateways): Promise<number> {
  const memory = await memoryOf(sides.map(({ server }) => server.pid));
  return memory.reduce((sum, { pssMb }) => sum + pssMb * 1_024, 0);
}

/** Counts what both are told for a while, then stops the feed and looks whether the newest values came everywhere. */
export async function tellBoth(two: TwoGateways, seconds: number): Promise<SideTold[]> {
  const { market, sides } = two;
  market.say('hurry');
  await wait(2);
  const cpu = () => Promise.all(sides.map(({ server }) => cpuSeconds(server.pid)));
  await askBoth(two, 'measure');
  const before = await cpu();
  await wait(seconds);
  const after = await cpu();
  const told = await askBoth<Told>(two, 'result');
  const { seqs: finals } = await market.ask<{ readonly seqs: number[] }>('stop');
  await wait(1);
  const checks = await Promise.all(
    sides.map(({ clients }) => clients.ask<{ readonly lost: number }>('check', { finals })),
  );
  return told.map((each, side) => ({ ...each, cpu: after[side]! - before[side]!, lost: checks[side]!.lost }));
}
