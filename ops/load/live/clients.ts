import { Client } from './client.ts';
import { jitter } from './connection.ts';
import { Tally } from './tally.ts';
import { type Load, tell, told, wait } from './world.ts';

/** The process of the readers. Does what the parent says, one message at a time, and answers each. */
interface Begin {
  readonly load: Load;
  readonly port: number;
  readonly firstAddress?: number;
  /** One for each client; they are visitors without. */
  readonly tokens?: readonly string[];
}
const { load, port, firstAddress, tokens } = await told<Begin>(process, 'begin');

const tally = new Tally();
const stalledTally = new Tally();
const atOnce = 50;

let whole = 0;
let wholeAt: number[] = [];
let comesBack = false;

async function comeBack(client: Client): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    await wait(jitter(attempt));
    try {
      await client.connect();
      return client.subscribe();
    } catch {}
  }
}

const all: Client[] = Array.from({ length: load.clients }, (_, index) => {
  const client: Client = new Client({
    index,
    load,
    port,
    firstAddress,
    token: tokens?.[index],
    tally: index < load.wide ? stalledTally : tally,
    whole: () => {
      whole++;
      wholeAt.push(performance.now());
    },
    lost: () => {
      if (comesBack) void comeBack(client);
    },
  });
  return client;
});
const stalled = all.slice(0, load.wide);

async function everyone(act: (client: Client) => Promise<void> | void): Promise<void> {
  for (let index = 0; index < all.length; index += atOnce)
    await Promise.all(all.slice(index, index + atOnce).map((client) => act(client)));
}

async function settled(count: number): Promise<void> {
  const end = performance.now() + 60_000;
  while (whole < count && performance.now() < end) await wait(0.02);
}

const acts: Record<string, (message: { readonly finals?: readonly number[] }) => Promise<object> | object> = {
  async connect() {
    const begun = performance.now();
    await everyone((client) => client.connect());
    return { ms: performance.now() - begun };
  },
  async subscribe() {
    const begun = performance.now();
    await everyone((client) => client.subscribe());
    await settled(all.length);
    return { ms: performance.now() - begun, whole };
  },
  /** One subscription for each symbol instead of one for all. */
  async 'subscribe one by one'() {
    await everyone((client) => {
      for (const place of client.places.slice(1)) client.subscribe([place]);
    });
    await settled(2 * all.length);
    return {};
  },
  async 'subscribe first'() {
    await everyone((client) => client.subscribe(client.places.slice(0, 1)));
    await settled(all.length);
    return { whole };
  },
  measure() {
    tally.take();
    tally.counting = true;
    return {};
  },
  result() {
    tally.counting = false;
    return tally.take();
  },
  stall() {
    for (const client of stalled) client.stall();
    return {};
  },
  resume() {
    for (const client of stalled) client.resume();
    return {};
  },
  check({ finals }) {
    const lagging = (some: readonly Client[]) => some.reduce((sum, client) => sum + client.behind(finals!), 0);
    return {
      lost: lagging(all.slice(load.wide)),
      stalledClosed: stalled.filter(({ closeCode }) => closeCode === 4808).length,
      stalledBehind: lagging(stalled.filter(({ closeCode }) => closeCode === null)),
    };
  },
  'come back when lost'() {
    comesBack = true;
    whole = 0;
    wholeAt = [];
    return {};
  },
  async back() {
    await settled(all.length);
    comesBack = false;
    return { whole, at: wholeAt.map((at) => at + performance.timeOrigin) };
  },
};

process.on('message', (message: { readonly kind: string; readonly finals?: readonly number[] }) => {
  const act = acts[message.kind];
  if (act) void Promise.resolve(act(message)).then((answer) => tell({ kind: `${message.kind} done`, ...answer }));
});
tell({ kind: 'ready' });
