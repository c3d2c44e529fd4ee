import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Health, healthStatus } from '@lzstock/kit/health/health';
import { readBytes, respond } from '@lzstock/kit/http';
import type { Log } from '@lzstock/kit/log';
import { Refusal } from '@lzstock/kit/refusal';
import type { Viewer } from '@lzstock/kit/viewer';
import { OperationTypeNode } from 'graphql';
import type { Registry } from 'prom-client';
import { maskBug } from '../errors.ts';
import type { Executor } from '../execute.ts';
import { Leaving } from '../operation/leaving.ts';
import type { OperationContext, OperationRequest, OperationResult } from '../operation/operation.ts';
import { namedHash } from '../operation/safelist.ts';
import { type Address, addressOf } from './address.ts';
import { sendAnswer } from './answer.ts';
import { sendExplorer } from './explorer.ts';
import { type AllowsHost, isFromHere } from './hosts.ts';
import { HttpRefusal, refusedWith } from './http-refusal.ts';
import { type Origins, wasPreflighted } from './origin.ts';
import {
  checkContentType,
  fromBody,
  fromSearch,
  type Negotiated,
  negotiate,
  refusedForNow,
  statusOf,
} from './request.ts';
import { dueAtOf } from './request-timeout.ts';
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
  /** What the gateway counts, for programs of this machine; null where it is told elsewhere. */
  readonly metrics: Registry | null;
  readonly allowsHost: AllowsHost;
  /** What is known of an operation that was found to be one; null where it is none. */
  readonly traits: Executor['traits'];
  /** What `/health` tells. */
  readonly health: () => Promise<Health>;
  readonly log: Log;
}

const json = 'application/json; charset=utf-8';
const always = Object.entries(securityHeaders);

/** The gateway's HTTP face. Every way out answers; what nobody expected is masked and logged. */
export function createFront(options: FrontOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const { execute, origins, log } = options;

  function allowOrigin(request: IncomingMessage, response: ServerResponse): boolean {
    const { origin } = request.headers;
    if (!origins.allowed(request)) return false;
    if (origin !== undefined) {
      response.setHeader('access-control-allow-origin', origin);
      response.appendHeader('vary', 'origin');
    }
    return true;
  }

  function preflight(request: IncomingMessage, response: ServerResponse): void {
    if (!allowOrigin(request, response)) throw new HttpRefusal(403, 'This origin may not call here');
    response.setHeader('access-control-allow-methods', 'GET, POST');
    response.setHeader(
      'access-control-allow-headers',
      'content-type, authorization, apollo-require-preflight, x-request-timeout',
    );
    response.setHeader('access-control-max-age', '600');
    response.writeHead(204).end();
  }

  const texts = new WeakMap<OperationResult, string>();

  /** Those who share an execution share its result, and so its text. */
  function textOf(result: OperationResult): string {
    const known = texts.get(result);
    if (known !== undefined) return known;
    const text = JSON.stringify(result);
    texts.set(result, text);
    return text;
  }

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    operation: OperationRequest,
    how: Negotiated,
    dueAt: number | undefined,
  ): Promise<void> {
    const byGet = request.method === 'GET';
    const context = await contextOf(request, response, dueAt);
    const result = await execute(operation, context, byGet ? OperationTypeNode.QUERY : undefined);
    if (response.destroyed) return;
    const traits = options.traits(operation);
    const keepable = byGet && namedHash(operation) !== null && !result.errors && context.viewer.id === null;
    const maxAge = keepable ? (traits?.publicMaxAge() ?? 0) : 0;
    response.setHeader('cache-control', maxAge > 0 ? `public, max-age=${maxAge}` : 'no-store');
    response.appendHeader('vary', 'accept, accept-encoding, authorization');
    const retryAfter = refusedForNow(result);
    if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
    await sendAnswer(response, {
      status: statusOf(result, how),
      contentType: how.contentType,
      text: textOf(result),
      acceptEncoding: traits?.kind === OperationTypeNode.QUERY ? request.headers['accept-encoding'] : undefined,
    });
  }

  async function posted(request: IncomingMessage): Promise<OperationRequest> {
    checkContentType(request.headers);
    const body = await readBytes(request, options.maxBody ?? Number.POSITIVE_INFINITY);
    if (body === null) throw new HttpRefusal(413, 'The body is too large', { connection: 'close' });
    return fromBody(body);
  }

  async function graphql(request: IncomingMessage, response: ServerResponse, address: Address): Promise<void> {
    if (request.method === 'OPTIONS') return preflight(request, response);
    if (!allowOrigin(request, response)) throw new HttpRefusal(403, 'This origin may not call here');
    if (request.method !== 'GET' && request.method !== 'POST')
      throw new HttpRefusal(405, 'Expected GET or POST', { allow: 'GET, POST' });
    const how = negotiate(request.headers.accept);
    const dueAt = dueAtOf(request.headers);
    if (request.method === 'POST') return answer(request, response, await posted(request), how, dueAt);
    if (options.csrf && !wasPreflighted(request))
      throw new HttpRefusal(
        400,
        'A GET needs the header apollo-require-preflight, so that a browser asks before it sends one across origins',
      );
    return answer(request, response, fromSearch(address), how, dueAt);
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = addressOf(request);
    if (!address) throw new HttpRefusal(400, 'Expected the path of an address');
    if (!options.allowsHost(request)) throw new HttpRefusal(403, 'This gateway does not go by the name in `host`');
    const { pathname } = address;
    if (pathname === '/graphql') return graphql(request, response, address);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new HttpRefusal(405, 'Expected GET', { allow: 'GET, HEAD' });
    if (pathname === '/live') return respond(response, 200, { status: 'live' });
    if (pathname === '/health') {
      const health = await options.health();
      return respond(response, healthStatus(health), health);
    }
    if (pathname === '/metrics' && options.metrics && isFromHere(request))
      return respond(response, 200, await options.metrics.metrics(), options.metrics.contentType);
    if (pathname === '/graphiql' && options.explorer) return sendExplorer(response, options.explorer.example);
    if (options.webApp) return options.webApp(request, response);
    throw new HttpRefusal(404, 'There is nothing at this address');
  }

  async function contextOf(
    request: IncomingMessage,
    response: ServerResponse,
    dueAt: number | undefined,
  ): Promise<OperationContext> {
    const leaving = new Leaving();
    response.once('close', leaving.leave);
    const viewer = await options.viewerOf(request.headers.authorization);
    return { viewer, address: request.socket.remoteAddress, dueAt, signal: leaving };
  }

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
    for (const [name, value] of always) response.setHeader(name, value);
    route(request, response).catch((error: unknown) => refuse(response, error));
  };
}
