import type { IncomingMessage } from 'node:http';

/** The origins a browser may call from: the gateway's own and those of a list. */
export interface Origins {
  /** Whether a page of `origin` may read answers and open sockets. No origin at all is a program, not a page. */
  allowed(request: IncomingMessage): boolean;
}

export function createOrigins(list: readonly string[]): Origins {
  const known = new Set(list);
  return {
    allowed(request) {
      const { origin, host } = request.headers;
      if (origin === undefined) return true;
      return known.has(origin) || origin === `http://${host}` || origin === `https://${host}`;
    },
  };
}

/** Headers a page of another origin cannot send without asking first. */
const preflighted = ['apollo-require-preflight', 'x-apollo-operation-name', 'x-requested-with'];

/** Whether a browser must have asked before it sent this request across origins. */
export function wasPreflighted(request: IncomingMessage): boolean {
  if (preflighted.some((header) => request.headers[header] !== undefined)) return true;
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  return type === 'application/json';
}
