import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../src/log.ts';
import { startTestPostgres, type TestPostgres } from './postgres-server.ts';
import { findTestRedis, type TestRedisSource } from './redis-source.ts';

/** Names the desk in the environment of everything that runs tests. */
export const SERVERS_VARIABLE = 'LZ_TEST_SERVERS';

/** Gives out servers to all tests of a run, in whatever process they are; starts each when it is asked for first. */
export interface ServersDesk extends AsyncDisposable {
  /** The value of {@link SERVERS_VARIABLE}. */
  readonly url: string;
}

/** Opens the desk on 127.0.0.1 under an unguessable path. Disposing it ends what was started for the tests. */
export async function openServersDesk(log: Log): Promise<ServersDesk> {
  await using unwind = new AsyncDisposableStack();
  const postgres = once(async () => unwound.use(await startTestPostgres(log, process.env)));
  const redis = once(async () => {
    const found = await findTestRedis(log, process.env);
    return found && unwound.use(found).source;
  });
  const secret = randomBytes(18).toString('base64url');
  const offers: Record<string, () => Promise<unknown>> = {
    [`/${secret}/postgres`]: postgres,
    [`/${secret}/redis`]: redis,
  };
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
    };
    const offer = offers[request.url ?? ''];
    if (!offer) return answer(404, 'no such server');
    offer().then(
      (body) => answer(200, body),
      (error: Error) => answer(500, error.message),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  unwind.defer(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const unwound = unwind.move();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${secret}`;
  return { url, [Symbol.asyncDispose]: () => unwound.disposeAsync() };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The run's PostgreSQL. Rejects outside of a run of `lz-jest`, and with the reason where none can be had. */
export function postgresOfRun(): Promise<TestPostgres> {
  return ask('postgres');
}

/** Where this run's tests get Redis from; null where there is none. Rejects outside of a run of `lz-jest`. */
export function redisOfRun(): Promise<TestRedisSource | null> {
  return ask('redis');
}

async function ask<T>(what: string): Promise<T> {
  const desk = process.env[SERVERS_VARIABLE];
  if (!desk)
    throw new Error(`expected ${SERVERS_VARIABLE} in the environment, it is not there: run tests with lz-jest`);
  const response = await fetch(`${desk}/${what}`, { signal: AbortSignal.timeout(300_000) });
  const body = await response.json();
  if (!response.ok) throw new Error(`no ${what} for the tests: ${body}`);
  return body as T;
}
