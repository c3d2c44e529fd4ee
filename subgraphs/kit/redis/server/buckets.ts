import type { TokenBuckets } from '../ports.ts';
import type { Connection } from './connection.ts';

const take = `
local capacity, perSecond, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local kept = redis.call('HMGET', KEYS[1], 'level', 'at')
local level = capacity
if kept[1] then
  level = math.min(capacity, tonumber(kept[1]) + math.max(0, now - tonumber(kept[2])) * perSecond / 1000)
end
local granted, retryAfter = 0, 0
if level + 1e-6 >= cost then
  granted = 1
  level = math.min(capacity, math.max(0, level - cost))
elseif cost > capacity or perSecond <= 0 then
  retryAfter = -1
else
  retryAfter = math.max(1, math.ceil((cost - level) * 1000 / perSecond - 1e-6))
end
redis.call('HSET', KEYS[1], 'level', string.format('%.17g', level), 'at', string.format('%.0f', now))
if perSecond > 0 then redis.call('PEXPIRE', KEYS[1], math.ceil((capacity - level) * 1000 / perSecond) + 1000) end
return { granted, math.floor(level + 1e-6), retryAfter }
`;

type Take = (key: string, capacity: number, perSecond: number, cost: number) => Promise<[number, number, number]>;

/** Time is the server's, so buckets do not depend on the clocks of those who take. */
export function serverBuckets(connection: Connection): TokenBuckets {
  connection.client.defineCommand('takeTokens', { numberOfKeys: 1, lua: take });
  return {
    async take(key, { capacity, refillPerSecond, cost }) {
      const [granted, remaining, retryAfter] = await connection.ask((client) =>
        (client as unknown as { takeTokens: Take }).takeTokens(`bucket:${key}`, capacity, refillPerSecond, cost),
      );
      return {
        granted: granted === 1,
        remaining,
        retryAfterMs: retryAfter < 0 ? Number.POSITIVE_INFINITY : retryAfter,
      };
    },
  };
}
