import type { Redis } from '@lzstock/kit/redis/ports';
import type { TestIssuer } from '@lzstock/kit/testing/issuer';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { type Gateway, type GatewayConfig, startGateway } from '../src/gateway.ts';
import { log } from './two-subgraphs.ts';
import { whoAmISupergraph } from './who-am-i.ts';

/** A gateway over the graph that says who it is asked by. */
export const startGuarded = (
  subgraph: { readonly url: string },
  options: { readonly issuer?: TestIssuer; readonly redis?: Redis | undefined } & Partial<GatewayConfig> = {},
): Promise<Gateway> =>
  startGateway({
    supergraphSdl: whoAmISupergraph(subgraph.url),
    port: 0,
    flushMs: 10,
    limits: true,
    csrf: true,
    introspection: false,
    allowedOrigins: [],
    log,
    ...options,
  });

export interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly data?: unknown; readonly errors?: { readonly extensions?: Record<string, unknown> }[] };
}

/** Asks over HTTP, signed in where there is a token. */
export async function ask(gateway: { readonly url: string }, query: string, token?: string): Promise<Told> {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Told['body'] };
}

/** A live client that gives up at the first loss. */
export const liveClient = (gateway: { readonly url: string }, token?: string): Client =>
  createClient({
    url: gateway.url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(token !== undefined && { connectionParams: { token } }),
  });
