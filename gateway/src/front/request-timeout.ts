import type { IncomingHttpHeaders } from 'node:http';
import { HttpRefusal } from './http-refusal.ts';

const header = 'x-request-timeout';

/**
 * When a client wants its answer, on the clock of `performance.now()`, by its header `x-request-timeout`: milliseconds from now, whole and at least 1. Undefined
 * where it does not say; refuses with 400 what is no such number.
 */
export function dueAtOf(headers: IncomingHttpHeaders): number | undefined {
  const given = headers[header];
  if (given === undefined) return undefined;
  if (typeof given !== 'string' || !/^[1-9]\d{0,8}$/.test(given))
    throw new HttpRefusal(400, `\`${header}\`: expected whole milliseconds from 1 to 999999999`);
  return performance.now() + Number(given);
}
