import { parseArgs } from 'node:util';
import { ConfigError } from '@lzstock/kit/config';
import { createLog } from '@lzstock/kit/log';
import { RedisUnavailable } from '@lzstock/kit/redis/failure';
import { connectRedis } from '@lzstock/kit/redis/server';
import { type Revocation, revoke } from '@lzstock/kit/sign-in/revocation';

const usage = 'REDIS_URL=redis://… npm run revoke -- --session <sid> | --investor <id>';

function asked(): Revocation {
  const { values } = parseArgs({ options: { session: { type: 'string' }, investor: { type: 'string' } } });
  const { session, investor } = values;
  if (session && !investor) return { session };
  if (investor && !session) return { viewer: investor, before: Date.now() };
  throw new ConfigError(`expected a session or an investor: ${usage}`);
}

async function main(): Promise<void> {
  const revocation = asked();
  const url = process.env.REDIS_URL;
  if (!url) throw new ConfigError(`REDIS_URL: expected the Redis that the gateways use: ${usage}`);
  await using redis = await connectRedis(url, { log: createLog({ name: 'revoke', level: 'silent' }), name: 'revoke' });
  await revoke(redis, revocation);
  process.stdout.write('Revoked: every gateway that reaches this Redis refuses it from now on.\n');
}

await main().catch((error: unknown) => {
  const sentence = error instanceof ConfigError || error instanceof RedisUnavailable || error instanceof TypeError;
  process.stderr.write(`${sentence ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = sentence ? 2 : 1;
});
