import type { IncomingMessage } from 'node:http';

export interface Address {
  readonly pathname: string;
  /** As it came: with its `?`, escaped. */
  readonly search: string;
  readonly searchParams: URLSearchParams;
}

/** Nearly every request asks for it. */
const graph: Address = { pathname: '/graphql', search: '', searchParams: new URLSearchParams() };

/** The address that a request asks for; null where it is none, as `//`. Never throws. */
export const addressOf = ({ url = '/' }: IncomingMessage): Address | null =>
  url === graph.pathname ? graph : URL.parse(url, 'http://localhost');

/** Whether a request opens a live socket; one that would rather speak HTTP/2 is a request like any other. */
export const opensSocket = (request: IncomingMessage): boolean =>
  request.headers.upgrade?.toLowerCase() === 'websocket' && addressOf(request)?.pathname === '/graphql';
