import { fileURLToPath } from 'node:url';
import { ConfigError, logLevelVariable, portVariable, readConfig } from '@lzstock/kit/config';
import { LocalServerError } from '@lzstock/kit/local/local-server-error';
import { findRedis } from '@lzstock/kit/local/redis';
import { createLog } from '@lzstock/kit/log';
import { z } from 'zod';
import { endAsked } from '../start/end-asked.ts';
import { webRoot } from '../start/web-build.ts';
import { startConstellation } from './constellation.ts';

const environment = z.object({
  PORT: portVariable.default(4000),
  DATA_DIR: z.string().default(fileURLToPath(new URL('../../.lzstock', import.meta.url))),
  LOG_LEVEL: logLevelVariable.default('warn'),
});

const say = (line: string) => process.stdout.write(`  ${line}\n`);

async function main(): Promise<void> {
  const env = readConfig(environment);
  const log = createLog({ name: 'services', level: env.LOG_LEVEL });
  const end = endAsked();
  await using opened = new AsyncDisposableStack();
  const redis = await findRedis({ log, env: process.env });
  if (!redis)
    throw new ConfigError(
      'REDIS_URL: services are several processes and need a Redis; install redis-server or set REDIS_URL (npm start needs none)',
    );
  opened.use(redis);
  say(`${'Redis'.padEnd(11)} ${redis.origin} at ${new URL(redis.url).host}`);
  opened.use(
    await startConstellation({
      dataDir: env.DATA_DIR,
      redisUrl: redis.url,
      gatewayPorts: [env.PORT],
      gatewayEnv: {
        INTROSPECTION: process.env.INTROSPECTION ?? 'on',
        SAFELIST: process.env.SAFELIST ?? 'off',
        WEB_ROOT: process.env.WEB_ROOT ?? webRoot,
      },
      logLevel: env.LOG_LEVEL,
      log,
      say,
    }),
  );
  say(`\n  Web app     http://localhost:${env.PORT}/   Ctrl-C ends everything.`);
  await end;
  say('Ending …');
}

await main().catch((error: unknown) => {
  const sentence = error instanceof ConfigError || error instanceof LocalServerError;
  process.stderr.write(`\n${sentence ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(sentence ? 2 : 1);
});
process.exit();
