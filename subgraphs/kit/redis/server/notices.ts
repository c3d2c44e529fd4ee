import type { Notices } from '../ports.ts';
import type { Connection } from './connection.ts';

const clock = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
`;

const post = `${clock}
local text, ttl, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], 'GT', now + ttl, text)
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -most - 1)
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', tonumber(last[2]) + 1000))
redis.call('PUBLISH', ARGV[4], string.format('%.0f %s', ttl, text))
`;

const read = `${clock}
local held = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf', 'WITHSCORES')
for at = 2, #held, 2 do held[at] = string.format('%.0f', tonumber(held[at]) - now) end
return held
`;

interface NoticeScripts {
  postNotice(key: string, text: string, ttlMs: number, most: number, channel: string): Promise<null>;
  readNotices(key: string): Promise<string[]>;
}

/** A sorted set by the time each text holds until, on the server's clock. */
export function serverNotices(connection: Connection): Notices {
  connection.client.defineCommand('postNotice', { numberOfKeys: 1, lua: post });
  connection.client.defineCommand('readNotices', { numberOfKeys: 1, lua: read });
  const scripts = connection.client as unknown as NoticeScripts;
  return {
    async post(board, { text, ttlMs }, most) {
      await connection.ask(() => scripts.postNotice(`notices:${board}`, text, Math.ceil(ttlMs), most, board));
    },
    async read(board) {
      const flat = await connection.ask(() => scripts.readNotices(`notices:${board}`));
      return Array.from({ length: flat.length / 2 }, (_, at) => ({
        text: flat[at * 2]!,
        ttlMs: Number(flat[at * 2 + 1]),
      }));
    },
  };
}
