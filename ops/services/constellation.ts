import { nodeArguments as gatewayArguments } from '@lzstock/gateway/node-arguments';
import { createContextDatabase } from '@lzstock/kit/local/context-database';
import { freePort } from '@lzstock/kit/local/free-port';
import { type LocalPostgres, startPostgres } from '@lzstock/kit/local/postgres';
import type { Log } from '@lzstock/kit/log';
import { newSubgraphKey } from '@lzstock/kit/signature/signature';
import { type SubgraphName, subgraphs } from '@lzstock/schema/subgraphs';
import { type Service, startService } from './service.ts';

export interface ConstellationOptions {
  /** Holds the databases and their passwords. */
  readonly dataDir: string;
  readonly redisUrl: string;
  /** Ports of the gateways, one process each. */
  readonly gatewayPorts: readonly number[];
  /** Added to the environment of every gateway. */
  readonly gatewayEnv?: Readonly<Record<string, string>>;
  /** Arguments of Node itself for the service of that name; none where left out. */
  readonly nodeArguments?: ((service: string) => readonly string[]) | undefined;
  readonly logLevel: string;
  /** File descriptor that takes what the services say on standard error; this process's own where left out. */
  readonly errors?: number;
  readonly log: Log;
  /** Told what happens, a line each. */
  readonly say: (line: string) => void;
}

/** The product with every subgraph and gateway a process of its own. */
export interface Constellation extends AsyncDisposable {
  readonly postgres: LocalPostgres;
  readonly subgraphs: Readonly<Record<SubgraphName, Service>>;
  readonly gateways: readonly Service[];
}

/**
 * Starts PostgreSQL, then every subgraph, then the gateways; resolves when all listen. Rejects where one does not come up; nothing stays running then.
 * Disposal ends all in the reverse order.
 */
export async function startConstellation(options: ConstellationOptions): Promise<Constellation> {
  const { dataDir, errors, log, say, nodeArguments } = options;
  await using opened = new AsyncDisposableStack();
  const postgres = opened.use(await startPostgres({ dataDir, log }));
  say(`${'PostgreSQL'.padEnd(11)} pid ${postgres.pid}`);

  const keys = new Map(subgraphs.map(({ name }) => [name, newSubgraphKey()]));
  const startSubgraph = async (name: SubgraphName) => {
    const database = await createContextDatabase({ adminUrl: postgres.url, context: name, dataDir });
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: options.redisUrl,
      PORT: String(await freePort()),
      SUBGRAPH_SECRET: keys.get(name)!,
      LOG_LEVEL: options.logLevel,
    };
    const main = `subgraphs/${name}/src/main.ts`;
    const service = opened.use(startService({ name, main, env, nodeArguments: nodeArguments?.(name), errors, say }));
    return { service, url: await service.listens };
  };
  const started = new Map(
    await Promise.all(subgraphs.map(async ({ name }) => [name, await startSubgraph(name)] as const)),
  );

  const several = options.gatewayPorts.length > 1;
  const gateways = options.gatewayPorts.map((port, at) => {
    const name = several ? `gateway ${at + 1}` : 'gateway';
    return opened.use(
      startService({
        name,
        main: 'gateway/src/main.ts',
        env: {
          PORT: String(port),
          REDIS_URL: options.redisUrl,
          SUBGRAPH_URLS: [...started].map(([name, { url }]) => `${name}=${url}`).join(','),
          SUBGRAPH_SECRETS: [...keys].map(([name, key]) => `${name}=${key}`).join(','),
          LOG_LEVEL: options.logLevel,
          SAFELIST: 'off',
          ...options.gatewayEnv,
        },
        nodeArguments: [...gatewayArguments, ...(nodeArguments?.(name) ?? [])],
        errors,
        say,
      }),
    );
  });
  await Promise.all(gateways.map(({ listens }) => listens));

  const owned = opened.move();
  const services = Object.fromEntries([...started].map(([name, { service }]) => [name, service]));
  return {
    postgres,
    subgraphs: services as Record<SubgraphName, Service>,
    gateways,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
