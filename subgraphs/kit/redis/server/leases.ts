import { randomUUID } from 'node:crypto';
import type { Leases } from '../ports.ts';
import type { Connection } from './connection.ts';

const renew = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`;

const release = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`;

interface LeaseScripts {
  renewLease(key: string, token: string, ttlMs: number): Promise<number>;
  releaseLease(key: string, token: string): Promise<number>;
}

/** A lease is a key that holds its holder's random token, so no one renews or releases another's. */
export function serverLeases(connection: Connection): Leases {
  connection.client.defineCommand('renewLease', { numberOfKeys: 1, lua: renew });
  connection.client.defineCommand('releaseLease', { numberOfKeys: 1, lua: release });
  const scripts = connection.client as unknown as LeaseScripts;
  return {
    async acquire(name, ttlMs) {
      const key = `lease:${name}`;
      const token = randomUUID();
      const taken = await connection.ask((client) => client.set(key, token, 'PX', ttlMs, 'NX'));
      if (taken === null) return null;
      return {
        renew: async () => (await connection.ask(() => scripts.renewLease(key, token, ttlMs))) === 1,
        async [Symbol.asyncDispose]() {
          await connection.ask(() => scripts.releaseLease(key, token)).catch(() => {});
        },
      };
    },
  };
}
