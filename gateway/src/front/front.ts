import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Health, healthStatus } from '@lzstock/kit/health/health';
import { readBytes, respond } from '@lzstock/kit/http';
import type { Log } from '@lzstock/kit/log';
import { Refusal } from '@lzstock/kit/refusal';
import type { Viewer } from '@lzstock/kit/viewer';
import { OperationTypeNode } from 'graphql';
import type { Registry } from 'prom-client';
import { maskBug } from '../errors.ts';
import type { Executed, Executor } from '../execute.ts';
import { Leaving } from '../operation/leaving.ts';
import type { OperationContext, OperationRequest, OperationResult } from '../operation/operation.ts';
import { namedHash } from '../operation/safelist.ts';
import { type Address, addressOf } from './address.ts';
import { AnswerBody, sendAnswer } from './answer.ts';
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
  readonly viewerOf: (authorization: string | undefined) => Viewer | Promise<Viewer>;
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
  /** What `/health` tells. */
  readonly health: () => Promise<Health>;
  readonly log: Log;
}

const json = 'application/json; charset=utf-8';
const always: readonly string[] = Object.entries(securityHeaders).flat();

/** A request and what it is answered with. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Names and values of headers, one after the other, as they are gathered, to be written all at once. */
  readonly headers: string[];
}

function place({ response, headers }: Exchange): void {
  for (let at = 0; at < headers.length; at += 2) response.appendHeader(headers[at]!, headers[at + 1]!);
  headers.length = 0;
}

/** The gateway's HTTP face. Every way out answers; what nobody expected is masked and logged. */
export function createFront(options: FrontOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const { execute, origins, log } = options;

  function allowOrigin({ request, headers }: Exchange): boolean {
    const { origin } = request.headers;
    if (!origins.allowed(request)) return false;
    if (origin !== undefined) headers.push('access-control-allow-origin', origin, 'vary', 'origin');
    return true;
  }

  function preflight({ response, headers }: Exchange): void {
    headers.push('access-control-allow-methods', 'GET, POST');
    headers.push(
      'access-control-allow-headers',
      'content-type, authorization, apollo-require-preflight, x-request-timeout',
    );
    headers.push('access-control-max-age', '600');
    response.writeHead(204, headers).end();
  }

  let written: { readonly result: OperationResult; readonly body: AnswerBody } | null = null;

  /** Those who share an execution share its result, are answered one right after the other, and so share its body. */
  function bodyOf(result: OperationResult): AnswerBody {
    if (written?.result !== result) written = { result, body: new AnswerBody(JSON.stringify(result)) };
    return written.body;
  }

  function answer(
    { request, response, headers }: Exchange,
    operation: OperationRequest,
    { viewer }: OperationContext,
    executed: Executed,
    how: Negotiated,
  ): void | Promise<void> {
    if (response.destroyed) return;
    const { result, kind } = executed;
    const isPublic = request.method === 'GET' && namedHash(operation) !== null && viewer.id === null;
    const maxAge = isPublic && !result.errors ? executed.publicMaxAge() : 0;
    headers.push('cache-control', maxAge > 0 ? `public, max-age=${maxAge}` : 'no-store');
    headers.push('vary', 'accept, accept-encoding, authorization');
    const retryAfter = refusedForNow(result);
    if (retryAfter !== undefined) headers.push('retry-after', String(retryAfter));
    return sendAnswer(response, {
      status: statusOf(result, how),
      headers,
      contentType: how.contentType,
      body: bodyOf(result),
      acceptEncoding: kind === OperationTypeNode.QUERY ? request.headers['accept-encoding'] : undefined,
    });
  }

  function postedIn(body: Buffer | null): OperationRequest {
    if (body === null) throw new HttpRefusal(413, 'The body is too large', { connection: 'close' });
    return fromBody(body);
  }

  function askedIn(address: Address, request: IncomingMessage): OperationRequest {
    if (options.csrf && !wasPreflighted(request))
      throw new HttpRefusal(
        400,
        'A GET needs the header apollo-require-preflight, so that a browser asks before it sends one across origins',
      );
    return fromSearch(address);
  }

  function readPosted(request: IncomingMessage): Promise<Buffer | null> {
    checkContentType(request.headers);
    return readBytes(request, options.maxBody ?? Number.POSITIVE_INFINITY);
  }

  async function graphql(exchange: Exchange, address: Address): Promise<void> {
    const { request, response } = exchange;
    if (!allowOrigin(exchange)) throw new HttpRefusal(403, 'This origin may not call here');
    if (request.method === 'OPTIONS') return preflight(exchange);
    if (request.method !== 'GET' && request.method !== 'POST')
      throw new HttpRefusal(405, 'Expected GET or POST', { allow: 'GET, POST' });
    const how = negotiate(request.headers.accept);
    const dueAt = dueAtOf(request.headers);
    const byGet = request.method === 'GET';
    const operation = byGet ? askedIn(address, request) : postedIn(await readPosted(request));
    const leaving = new Leaving();
    response.on('close', leaving.leave);
    const known = options.viewerOf(request.headers.authorization);
    const viewer = known instanceof Promise ? await known : known;
    const context = { viewer, address: request.socket.remoteAddress, dueAt, signal: leaving };
    const executed = await execute(operation, context, byGet ? OperationTypeNode.QUERY : undefined);
    return answer(exchange, operation, context, executed, how);
  }

  function route(exchange: Exchange): void | Promise<void> {
    const { request, response } = exchange;
    const address = addressOf(request);
    if (!address) throw new HttpRefusal(400, 'Expected the path of an address');
    if (!options.allowsHost(request)) throw new HttpRefusal(403, 'This gateway does not go by the name in `host`');
    const { pathname } = address;
    if (pathname === '/graphql') return graphql(exchange, address);
    place(exchange);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new HttpRefusal(405, 'Expected GET', { allow: 'GET, HEAD' });
    if (pathname === '/live') return respond(response, 200, { status: 'live' });
    if (pathname === '/health')
      return options.health().then((health) => respond(response, healthStatus(health), health));
    const { metrics } = options;
    if (pathname === '/metrics' && metrics && isFromHere(request))
      return metrics.metrics().then((text) => respond(response, 200, text, metrics.contentType));
    if (pathname === '/graphiql' && options.explorer) return sendExplorer(response, options.explorer.example);
    if (options.webApp) return options.webApp(request, response);
    throw new HttpRefusal(404, 'There is nothing at this address');
  }

  function refuse(exchange: Exchange, thrown: unknown): void {
    const { response } = exchange;
    const error = thrown instanceof Refusal ? refusedWith(thrown) : thrown;
    if (response.headersSent || response.destroyed) return void response.destroy();
    place(exchange);
    if (error instanceof HttpRefusal) {
      for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value);
      const { message, status, code } = error;
      respond(response, status, JSON.stringify({ errors: [{ message, extensions: { code } }] }), json);
    } else respond(response, 500, JSON.stringify({ errors: [maskBug(error, log)] }), json);
  }

  async function handle(exchange: Exchange): Promise<void> {
    try {
      await route(exchange);
    } catch (error) {
      refuse(exchange, error);
    }
  }

  return (request, response) => {
    void handle({ request, response, headers: [...always] });
  };
}
