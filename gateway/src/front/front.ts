import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, respond } from '@lzstock/kit/http';
import type { Log } from '@lzstock/kit/log';
import { Refusal } from '@lzstock/kit/refusal';
import type { Viewer } from '@lzstock/kit/viewer';
import { OperationTypeNode } from 'graphql';
import type { Registry } from 'prom-client';
import { maskBug } from '../errors.ts';
import type { Executor } from '../execute.ts';
import type { OperationContext, OperationResult } from '../operation/operation.ts';
import { addressOf } from './address.ts';
import { sendExplorer } from './explorer.ts';
import { type Origins, wasPreflighted } from './origin.ts';
import {
  checkContentType,
  fromBody,
  fromSearch,
  HttpRefusal,
  type Negotiated,
  negotiate,
  refusedForNow,
  refusedWith,
  statusOf,
} from './request.ts';
import { securityHeaders } from './security-headers.ts';

export interface FrontOptions {
  readonly execute: Executor['execute'];
  /** Who is asking, from the header `authorization`. Rejects with a `Refusal` where it stands for nobody. */
  readonly viewerOf: (authorization: string | undefined) => Promise<Viewer>;
  readonly origins: Origins;
  readonly csrf: boolean;
  /** Bytes a body may have; null for any number. */
  readonly maxBody: number | null;
  /** Whether GraphiQL is served, and what its first tab shows. */
  readonly explorer: { readonly example?: string } | null;
  readonly webApp: ((request: IncomingMessage, response: ServerResponse) => void) | null;
  readonly metrics: Registry;
  readonly ready: () => boolean;
  readonly log: Log;
}

const json = 'application/json; charset=utf-8';

/** The gateway's HTTP face. Every way out answers; what nobody expected is masked and logged. */
export function createFront(options: FrontOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const { execute, origins, log } = options;

  function allowOrigin(request: IncomingMessage, response: ServerResponse): boolean {
    const { origin } = request.headers;
    if (!origins.allowed(request)) return false;
    if (origin !== undefined) {
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('vary', 'origin');
    }
    return true;
  }

  function preflight(request: IncomingMessage, response: ServerResponse): void {
    if (!allowOrigin(request, response)) throw new HttpRefusal(403, 'This origin may not call here');
    response.setHeader('access-control-allow-methods', 'GET, POST');
    response.setHeader('access-control-allow-headers', 'content-type, authorization, apollo-require-preflight');
    response.setHeader('access-control-max-age', '600');
    response.writeHead(204).end();
  }

  function send(response: ServerResponse, result: OperationResult, how: Negotiated): void {
    response.setHeader('cache-control', 'no-store');
    const retryAfter = refusedForNow(result);
    if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
    respond(response, statusOf(result, how), JSON.stringify(result), how.contentType);
  }

  async function answerPost(request: IncomingMessage): Promise<OperationResult> {
    checkContentType(request.headers);
    const body = await readBody(request, options.maxBody ?? Number.POSITIVE_INFINITY);
    if (body === null) throw new HttpRefusal(413, 'The body is too large', { connection: 'close' });
    return execute(fromBody(body), await contextOf(request));
  }

  async function graphql(request: IncomingMessage, response: ServerResponse, search: URLSearchParams): Promise<void> {
    if (request.method === 'OPTIONS') return preflight(request, response);
    if (!allowOrigin(request, response)) throw new HttpRefusal(403, 'This origin may not call here');
    if (request.method !== 'GET' && request.method !== 'POST')
      throw new HttpRefusal(405, 'Expected GET or POST', { allow: 'GET, POST' });
    const how = negotiate(request.headers.accept);
    if (request.method === 'POST') return send(response, await answerPost(request), how);
    if (options.csrf && !wasPreflighted(request))
      throw new HttpRefusal(
        400,
        'A GET needs the header apollo-require-preflight, so that a browser asks before it sends one across origins',
      );
    const operation = fromSearch(search);
    const result = await execute(operation, await contextOf(request), OperationTypeNode.QUERY);
    send(response, result, how);
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = addressOf(request);
    if (!address) throw new HttpRefusal(400, 'Expected the path of an address');
    const { pathname, searchParams } = address;
    if (pathname === '/graphql') return graphql(request, response, searchParams);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new HttpRefusal(405, 'Expected GET', { allow: 'GET, HEAD' });
    if (pathname === '/live') return respond(response, 200, { status: 'live' });
    if (pathname === '/health') {
      const ready = options.ready();
      return respond(response, ready ? 200 : 503, { status: ready ? 'ready' : 'stopping' });
    }
    if (pathname === '/metrics')
      return respond(response, 200, await options.metrics.metrics(), options.metrics.contentType);
    if (pathname === '/graphiql' && options.explorer) return sendExplorer(response, options.explorer.example);
    if (options.webApp) return options.webApp(request, response);
    throw new HttpRefusal(404, 'There is nothing at this address');
  }

  const contextOf = async (request: IncomingMessage): Promise<OperationContext> => ({
    viewer: await options.viewerOf(request.headers.authorization),
    address: request.socket.remoteAddress,
  });

  function refuse(response: ServerResponse, thrown: unknown): void {
    const error = thrown instanceof Refusal ? refusedWith(thrown) : thrown;
    if (response.headersSent || response.destroyed) response.destroy();
    else if (error instanceof HttpRefusal) {
      for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value);
      const { message, status, code } = error;
      respond(response, status, JSON.stringify({ errors: [{ message, extensions: { code } }] }), json);
    } else respond(response, 500, JSON.stringify({ errors: [maskBug(error, log)] }), json);
  }

  return (request, response) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    route(request, response).catch((error: unknown) => refuse(response, error));
  };
}
