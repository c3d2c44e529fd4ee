import { type ChaosProxy, chaosProxy } from '@lzstock/kit/testing/proxy';
import type { WireQuote } from '@lzstock/schema/market/ticks';
import { Redis as Client } from 'ioredis';
import { readFrames } from './frames.ts';

/** One value, and when it passed; milliseconds since 1970. */
export type Passed = readonly [symbol: string, epoch: string, seq: number, at: number];

/** What can be cut between a tick and the gateway. */
export type WayName = 'market' | 'Redis' | 'channels';

/** The ways around market, watched: what was told on Redis, and what of it passed on to the gateway. */
export interface MarketWays extends AsyncDisposable {
  /** Leads to Redis. */
  readonly redisUrl: string;
  /** Opens the way to market; answers its address. */
  lead(marketUrl: string): Promise<string>;
  cut(way: WayName): Promise<void>;
  heal(way: WayName): Promise<void>;
  readonly told: readonly Passed[];
  readonly arrived: readonly Passed[];
}

/** Cuts nothing yet. `redisUrl` is that of the server itself, where everything told is heard whatever is cut. */
export async function openMarketWays(redisUrl: string): Promise<MarketWays> {
  await using opened = new AsyncDisposableStack();
  const toRedis = opened.use(await chaosProxy({ to: redisUrl }));
  let toMarket: ChaosProxy | null = null;
  const told: Passed[] = [];
  const arrived: Passed[] = [];

  const witness = new Client(redisUrl);
  opened.defer(() => witness.disconnect());
  const operator = new Client(redisUrl);
  opened.defer(() => operator.disconnect());
  await witness.psubscribe('ticks:*');
  witness.on('pmessage', (_pattern: string, _channel: string, text: string) => {
    const at = Date.now();
    for (const { s, e, q } of JSON.parse(text) as WireQuote[]) told.push([s, e, q, at]);
  });

  const connections = new Map<number, (chunk: Buffer) => void>();
  function answers(connection: number, chunk: Buffer): void {
    const known = connections.get(connection);
    if (known) {
      known(chunk);
      return;
    }
    const body = chunk.indexOf('\r\n\r\n') + 4;
    const frames = readFrames({
      text: (data, from, to) => {
        const quote = JSON.parse(data.toString('utf8', from, to)).payload?.data?.quotes;
        if (quote) arrived.push([quote.live_key, quote.live_epoch, quote.live_seq, Date.now()]);
      },
      pong: () => {},
      closed: () => {},
    });
    connections.set(connection, frames);
    if (chunk.toString('latin1', 9, 12) === '101' && body < chunk.length) frames(chunk.subarray(body));
  }

  async function cutChannels(): Promise<void> {
    await operator.acl('SETUSER', 'default', '-subscribe');
    const list = String(await operator.client('LIST'));
    for (const line of list.split('\n')) {
      const id = line.match(/^id=(\d+) .*\bname=\S+-channels\b/)?.[1];
      if (id) await operator.client('KILL', 'ID', Number(id));
    }
  }

  const owned = opened.move();
  return {
    redisUrl: toRedis.url,
    told,
    arrived,
    async lead(marketUrl) {
      toMarket = owned.use(await chaosProxy({ to: marketUrl, answers }));
      return toMarket.url;
    },
    async cut(way) {
      if (way === 'channels') await cutChannels();
      else await (way === 'Redis' ? toRedis : toMarket)?.refuse();
    },
    async heal(way) {
      if (way === 'channels') await operator.acl('SETUSER', 'default', '+subscribe');
      else await (way === 'Redis' ? toRedis : toMarket)?.heal();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
