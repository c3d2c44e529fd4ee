import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ConfigError, readConfig } from '@lzstock/kit/config';
import { createLog } from '@lzstock/kit/log';
import { runProcess } from '@lzstock/kit/process';
import { openRedis } from '@lzstock/kit/redis/server';
import { startTracing } from '@lzstock/kit/trace/tracing';
import { publicSubgraphs } from '@lzstock/schema/subgraphs';
import { gatewayEnv, issuerOf } from './config.ts';
import { startGateway } from './gateway.ts';
import { keptSupergraph } from './kept-supergraph.ts';
import { readStoredOperations } from './operation/stored.ts';
import { followSupergraph } from './supergraph.ts';

const ownOperations = fileURLToPath(import.meta.resolve('@lzstock/schema/operations.json'));
const example = fileURLToPath(import.meta.resolve('@lzstock/schema/explorer.graphql'));

export const runGateway = (): Promise<void> =>
  runProcess('gateway', async (variables) => {
    const env = readConfig(gatewayEnv, variables);
    const log = createLog({ name: 'gateway', level: env.LOG_LEVEL });
    await using opened = new AsyncDisposableStack();
    opened.use(await startTracing('gateway', variables));
    const redis = env.REDIS_URL ? opened.use(openRedis(env.REDIS_URL, { log, name: 'gateway' })) : undefined;
    const kept = keptSupergraph({ source: env.SUPERGRAPH, keptAt: env.SUPERGRAPH_KEPT, log });
    const supergraphSdl = await kept.load();
    const manifests = env.OPERATIONS ?? (env.SUPERGRAPH ? [] : [ownOperations]);
    const safelist = env.SAFELIST ?? manifests.length > 0;
    if (safelist && manifests.length === 0)
      throw new ConfigError('OPERATIONS: expected the manifest of the operations that may run, since SAFELIST is on');
    const gateway = opened.use(
      await startGateway({
        supergraphSdl,
        operations: await readStoredOperations(manifests),
        safelist,
        subgraphUrls: env.SUBGRAPH_URLS,
        subgraphSecrets: env.SUBGRAPH_SECRETS,
        deduplicate: env.DEDUPLICATE,
        mergeFetches: env.MERGE_FETCHES,
        multiplex: env.MULTIPLEX,
        publicSubgraphs: env.PUBLIC_SUBGRAPHS ?? (env.SUPERGRAPH ? [] : publicSubgraphs),
        issuer: issuerOf(env),
        allowances: {
          ...(env.QUOTA_VISITOR && { visitor: env.QUOTA_VISITOR }),
          ...(env.QUOTA_INVESTOR && { investor: env.QUOTA_INVESTOR }),
        },
        redis,
        entityCache: env.ENTITY_CACHE,
        host: env.HOST,
        port: env.PORT,
        flushMs: env.FLUSH_MS,
        limits: env.LIMITS,
        shareQueries: env.INBOUND_DEDUPLICATE,
        allowedHosts: env.ALLOWED_HOSTS,
        metricsPort: env.METRICS_PORT,
        csrf: env.CSRF,
        introspection: env.INTROSPECTION,
        allowedOrigins: env.ALLOWED_ORIGINS,
        webRoot: env.WEB_ROOT,
        example: env.SUPERGRAPH ? undefined : await readFile(example, 'utf8'),
        log,
      }),
    );
    const { url, replace } = gateway;
    await kept.keep(supergraphSdl);
    const changed = async (sdl: string) => {
      await replace(sdl);
      await kept.keep(sdl);
    };
    opened.use(followSupergraph({ source: env.SUPERGRAPH, present: supergraphSdl, changed, log }));
    const owned = opened.move();
    return { url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
  });
