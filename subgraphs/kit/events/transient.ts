import { RedisUnavailable } from '../redis/failure.ts';

/** SQLSTATE classes: connection, rollback of concurrent work, resources, locks, operator intervention. */
const sqlState = /^(08|40|53|55P03|57P0)/;
const network = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);
const words = /connection terminated|timeout exceeded when trying to connect/i;

/** The surroundings failed, not the work: the same may succeed later, so it does not count against an event. */
export function isTransient(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof RedisUnavailable || words.test(at.message)) return true;
    const code = (at as { code?: unknown }).code;
    if (typeof code === 'string' && (sqlState.test(code) || network.has(code))) return true;
  }
  return false;
}
