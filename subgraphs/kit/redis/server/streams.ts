import { NoGroup } from '../failure.ts';
import type { StreamEntry, Streams } from '../ports.ts';
import { allOf, type Connection } from './connection.ts';
import type { WaitingConnections } from './waiting.ts';

/** Longest single wait inside the server, so that one that vanished silently is noticed soon. */
const sliceMs = 2_000;

const claim = `
local claimed, cursor = {}, '0-0'
repeat
  local reply = redis.call('XAUTOCLAIM', KEYS[1], ARGV[1], ARGV[2], ARGV[3], cursor, 'COUNT', ARGV[4] - #claimed)
  cursor = reply[1]
  for _, entry in ipairs(reply[2]) do
    local held = redis.call('XPENDING', KEYS[1], ARGV[1], entry[1], entry[1], 1)
    claimed[#claimed + 1] = { entry[1], entry[2][2], held[1][4] }
  end
until cursor == '0-0' or #claimed >= tonumber(ARGV[4])
return claimed
`;

type Claim = (
  key: string,
  group: string,
  consumer: string,
  minIdleMs: number,
  count: number,
) => Promise<[id: string, text: string, deliveries: number][]>;

type Read = [stream: string, entries: [id: string, fields: [name: string, text: string]][]][] | null;

/** Each entry is a stream message of one field. Reads that wait do so on connections of their own. */
export function serverStreams(connection: Connection, waiting: WaitingConnections): Streams {
  connection.client.defineCommand('claimEntries', { numberOfKeys: 1, lua: claim });

  return {
    async append(stream, texts, maxLength) {
      const ids = await connection.ask((client) => {
        const pipeline = client.pipeline();
        for (const text of texts) pipeline.xadd(streamKey(stream), 'MAXLEN', '~', maxLength, '*', 't', text);
        return allOf(pipeline);
      });
      return ids as string[];
    },
    async createGroup(stream, group) {
      await connection.ask(async (client) => {
        try {
          await client.xgroup('CREATE', streamKey(stream), group, '0', 'MKSTREAM');
        } catch (error) {
          if (!startsWith(error, 'BUSYGROUP')) throw error;
        }
      });
    },
    async read(stream, group, consumer, { count, blockMs, signal }) {
      const read = async (on: Connection, waitMs: number): Promise<StreamEntry[]> => {
        const reply = (await on.ask((client) =>
          waitMs > 0
            ? client.xreadgroup(
                'GROUP',
                group,
                consumer,
                'COUNT',
                count,
                'BLOCK',
                waitMs,
                'STREAMS',
                streamKey(stream),
                '>',
              )
            : client.xreadgroup('GROUP', group, consumer, 'COUNT', count, 'STREAMS', streamKey(stream), '>'),
        )) as Read;
        return (reply?.[0]?.[1] ?? []).map(([id, [, text]]) => ({ id, text, deliveries: 1 }));
      };
      return named(stream, group, async () => {
        const until = performance.now() + blockMs;
        if (blockMs <= 0) return read(connection, 0);
        return waiting.use(signal, [], async (on, withDeadline) => {
          for (;;) {
            const waitMs = Math.max(1, Math.ceil(Math.min(sliceMs, until - performance.now())));
            const entries = await withDeadline(read(on, waitMs), waitMs);
            if (entries.length > 0 || performance.now() >= until) return entries;
          }
        });
      });
    },
    async claim(stream, group, consumer, { count, minIdleMs }) {
      const claimed = await named(stream, group, () =>
        connection.ask((client) =>
          (client as unknown as { claimEntries: Claim }).claimEntries(
            streamKey(stream),
            group,
            consumer,
            minIdleMs,
            count,
          ),
        ),
      );
      return claimed.map(([id, text, deliveries]) => ({ id, text, deliveries }));
    },
    async acknowledge(stream, group, ids) {
      if (ids.length > 0) await connection.ask((client) => client.xack(streamKey(stream), group, ...ids));
    },
    async pending(stream, group) {
      const [count] = await named(stream, group, () =>
        connection.ask((client) => client.xpending(streamKey(stream), group)),
      );
      return count as number;
    },
  };
}

const streamKey = (stream: string): string => `stream:${stream}`;

const startsWith = (error: unknown, code: string): boolean => error instanceof Error && error.message.startsWith(code);

async function named<T>(stream: string, group: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const gone = ['NOGROUP', 'UNBLOCKED', 'ERR NOGROUP'].some((code) => startsWith(error, code));
    throw gone ? new NoGroup(stream, group, { cause: error }) : error;
  }
}
