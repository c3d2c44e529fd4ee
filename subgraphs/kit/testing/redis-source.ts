import { type RedisProgram, redisProgram } from '../local/redis.ts';
import type { Log } from '../src/log.ts';
import { hasContainerEngine, startContainer } from './containers.ts';

/** Where tests get a Redis from: a server that all share, each in an empty database of it, or a program of which each starts its own. */
export type TestRedisSource =
  | { readonly kind: 'shared'; readonly url: string }
  | { readonly kind: 'program'; readonly program: RedisProgram };

/** What REDIS_URL names, else a container where an engine answers, else a server installed here, else Debian's packages; null where there is none. */
export async function findTestRedis(
  log: Log,
  env: NodeJS.ProcessEnv,
): Promise<({ source: TestRedisSource } & AsyncDisposable) | null> {
  if (env.REDIS_URL) return { source: { kind: 'shared', url: env.REDIS_URL }, async [Symbol.asyncDispose]() {} };
  const shared = await inContainer(log, env);
  if (shared) return shared;
  const program = await redisProgram({ log, env, download: true });
  return program && { source: { kind: 'program', program }, async [Symbol.asyncDispose]() {} };
}

async function inContainer(
  log: Log,
  env: NodeJS.ProcessEnv,
): Promise<({ source: TestRedisSource } & AsyncDisposable) | null> {
  if (!(await hasContainerEngine(env))) return null;
  try {
    const container = await startContainer({
      image: env.TEST_REDIS_IMAGE ?? 'redis:7-alpine',
      port: 6379,
      command: ['redis-server', '--save', '', '--appendonly', 'no', '--databases', '64'],
      ready: { text: /Ready to accept connections/, times: 1 },
    });
    const url = `redis://${container.host}:${container.port}`;
    return { source: { kind: 'shared', url }, [Symbol.asyncDispose]: () => container[Symbol.asyncDispose]() };
  } catch (error) {
    log.warn({ error: (error as Error).message }, 'the container engine gives no Redis, another is looked for');
    return null;
  }
}
