import { Redis } from 'ioredis';
import { startRedis } from '../local/redis.ts';
import { createLog } from '../src/log.ts';
import { redisOfRun } from './servers.ts';

/** An empty Redis for one test file. Disposing it ends the server, or empties the database it had on a shared one. */
export interface TestRedis extends AsyncDisposable {
  readonly url: string;
}

const LEASE_KEY = 'lzstock:test';
const LEASE_SECONDS = 900;

/**
 * A Redis of its own: a server where a program can be started, else an empty database of a shared server, whose Pub/Sub channels are shared with
 * others. Null where there is no Redis. Rejects where a shared server has no empty database, and outside of a run of `lz-jest`.
 */
export async function testRedis(): Promise<TestRedis | null> {
  const source = await redisOfRun();
  if (source === null) return null;
  return source.kind === 'program'
    ? startRedis(source.program, createLog({ name: 'redis', level: 'warn' }))
    : emptyDatabase(source.url);
}

async function emptyDatabase(url: string): Promise<TestRedis> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  await client.connect();
  const forget = async (): Promise<void> => {
    await client.flushdb();
    client.disconnect();
  };
  for (let number = 1; number < 64; number++) {
    const selected = await client.select(number).catch(() => null);
    if (selected === null) break;
    if ((await client.dbsize()) > 0) continue;
    if ((await client.set(LEASE_KEY, process.pid, 'EX', LEASE_SECONDS, 'NX')) === null) continue;
    const address = new URL(url);
    address.pathname = `/${number}`;
    return { url: address.href, [Symbol.asyncDispose]: forget };
  }
  client.disconnect();
  throw new Error(
    `expected an empty database on the Redis that REDIS_URL names, all hold keys: empty one, or unset REDIS_URL`,
  );
}
