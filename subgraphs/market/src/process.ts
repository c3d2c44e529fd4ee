import { logLevelVariable, portVariable, readConfig } from '@lzstock/kit/config';
import { createLog } from '@lzstock/kit/log';
import { runProcess } from '@lzstock/kit/process';
import { connectRedis } from '@lzstock/kit/redis/server';
import { subgraphSecretVariable } from '@lzstock/kit/signature/secret';
import { startTracing } from '@lzstock/kit/trace/tracing';
import { z } from 'zod';
import { startMarket } from './market.ts';

const environment = z.object({
  DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error: 'expected a URL like postgresql://user:password@host:5432/database',
  }),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'expected a URL like redis://host:6379' }),
  HOST: z.string().optional(),
  PORT: portVariable.default(4102),
  /** What the gateway signs its requests with. */
  SUBGRAPH_SECRET: subgraphSecretVariable,
  LOG_LEVEL: logLevelVariable.default('info'),
});

export const runMarket = (): Promise<void> =>
  runProcess('market', async (env) => {
    const config = readConfig(environment, env);
    const log = createLog({ name: 'market', level: config.LOG_LEVEL });
    await using started = new AsyncDisposableStack();
    started.use(await startTracing('market', env));
    const redis = started.use(await connectRedis(config.REDIS_URL, { log }));
    const market = started.use(
      await startMarket({
        databaseUrl: config.DATABASE_URL,
        redis,
        host: config.HOST,
        port: config.PORT,
        secrets: config.SUBGRAPH_SECRET,
        log,
        env,
      }),
    );
    const parts = started.move();
    return { url: market.url, [Symbol.asyncDispose]: () => parts.disposeAsync() };
  });
