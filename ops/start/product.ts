import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Gateway, startGateway } from '@lzstock/gateway/gateway';
import { readStoredOperations } from '@lzstock/gateway/operation/stored';
import type { Issuer } from '@lzstock/gateway/sign-in/sign-in';
import { loadSupergraph } from '@lzstock/gateway/supergraph';
import { ConfigError } from '@lzstock/kit/config';
import { createContextDatabase } from '@lzstock/kit/local/context-database';
import { startPostgres } from '@lzstock/kit/local/postgres';
import { findRedis } from '@lzstock/kit/local/redis';
import type { Log } from '@lzstock/kit/log';
import { memoryRedis } from '@lzstock/kit/redis/memory';
import type { Redis } from '@lzstock/kit/redis/ports';
import { connectRedis } from '@lzstock/kit/redis/server';
import { newSubgraphKey } from '@lzstock/kit/signature/signature';
import { publicSubgraphs, subgraphs } from '@lzstock/schema/subgraphs';
import type { Containment } from './contain.ts';
import { contexts } from './contexts.ts';

export interface ProductConfig {
  /** Port of the gateway; 0 for any free one. */
  readonly port: number;
  /** Holds the databases, their passwords and logs. */
  readonly dataDir: string;
  /** A PostgreSQL of one's own instead of the embedded one: a user that may create roles and databases. */
  readonly databaseUrl?: string | undefined;
  /** Who signs investors in; nobody can be where left out. */
  readonly issuer?: Issuer | undefined;
  readonly flushMs: number;
  readonly limits: boolean;
  readonly safelist: boolean;
  readonly csrf: boolean;
  readonly introspection: boolean;
  readonly webRoot?: string | undefined;
  readonly example?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly containment: Containment;
  readonly log: Log;
  /** Told what happens, a line each. */
  readonly say: (line: string) => void;
}

export interface Product extends AsyncDisposable {
  readonly gateway: Gateway;
  /** Address of each subgraph's graph. */
  readonly subgraphs: Readonly<Record<string, string>>;
}

const host = '127.0.0.1';
const storedOperations = fileURLToPath(import.meta.resolve('@lzstock/schema/operations.json'));

async function openRedis(config: ProductConfig, opened: AsyncDisposableStack): Promise<Redis> {
  const found = await findRedis({ log: config.log, env: config.env });
  if (!found) {
    config.say('Redis       none found; its part is played in memory (REDIS_URL names one)');
    return opened.use(memoryRedis());
  }
  opened.use(found);
  config.say(`Redis       ${found.origin} at ${new URL(found.url).host}`);
  return opened.use(await connectRedis(found.url, { log: config.log }));
}

async function openDatabases(config: ProductConfig, opened: AsyncDisposableStack): Promise<string> {
  if (config.databaseUrl) {
    config.say(`PostgreSQL  at ${new URL(config.databaseUrl).host}`);
    return config.databaseUrl;
  }
  const server = opened.use(await startPostgres({ dataDir: config.dataDir, log: config.log }));
  config.say(`PostgreSQL  embedded, data in ${join(config.dataDir, 'postgres')}`);
  return server.url;
}

/** Says early, before anything is started, that the port is taken. */
function portIsFree(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const sentence =
        error.code === 'EADDRINUSE'
          ? `PORT: ${port} is taken by another program; end it or set PORT to a free one`
          : `PORT: ${port} cannot be listened on (${error.message}); set PORT to another`;
      reject(new ConfigError(sentence));
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

/**
 * Starts everything in this process: databases, every context on a free loopback port, the gateway in front of them. Rejects with a sentence where the
 * port is taken or the data folder cannot be used; nothing stays running then. Disposal ends all in the reverse order.
 */
export async function startProduct(config: ProductConfig): Promise<Product> {
  await using opened = new AsyncDisposableStack();
  await portIsFree(config.port);
  const adminUrl = await openDatabases(config, opened);
  const redis = await openRedis(config, opened);

  const urls: Record<string, string> = {};
  const keys = Object.fromEntries(subgraphs.map(({ name }) => [name, newSubgraphKey()]));
  const startContext = async (name: keyof typeof contexts) => {
    const database = await createContextDatabase({ adminUrl, context: name, dataDir: config.dataDir });
    const log = config.log.child({ context: name });
    let port = 0;
    const part = await config.containment.keep(name, async () => {
      const started = await contexts[name]({
        databaseUrl: database.url,
        redis,
        host,
        port,
        secrets: [keys[name]!],
        log,
        env: config.env,
      });
      port = Number(new URL(started.url).port);
      urls[name] = started.url;
      return started;
    });
    opened.use(part);
    config.say(`${name.padEnd(11)} ${urls[name]}`);
  };
  await Promise.all(subgraphs.map(({ name }) => startContext(name)));

  const gateway = opened.use(
    await startGateway({
      supergraphSdl: await loadSupergraph(undefined),
      operations: await readStoredOperations([storedOperations]),
      subgraphUrls: urls,
      subgraphSecrets: keys,
      publicSubgraphs,
      issuer: config.issuer,
      redis,
      host,
      port: config.port,
      flushMs: config.flushMs,
      limits: config.limits,
      safelist: config.safelist,
      csrf: config.csrf,
      introspection: config.introspection,
      allowedOrigins: [],
      webRoot: config.webRoot,
      example: config.example,
      log: config.log.child({ context: 'gateway' }),
    }),
  );
  const owned = opened.move();
  return { gateway, subgraphs: urls, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
