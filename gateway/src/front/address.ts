import type { IncomingMessage } from 'node:http';

/** The address that a request asks for; null where it is none, as `//`. Never throws. */
export const addressOf = (request: IncomingMessage): URL | null => URL.parse(request.url ?? '/', 'http://localhost');

/** Whether a request opens a live socket; one that would rather speak HTTP/2 is a request like any other. */
export const opensSocket = (request: IncomingMessage): boolean =>
  request.headers.upgrade?.toLowerCase() === 'websocket' && addressOf(request)?.pathname === '/graphql';
