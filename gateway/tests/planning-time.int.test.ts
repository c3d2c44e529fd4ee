import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashOf } from '@lzstock/kit/stored/stored-text';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { type Gateway, startGateway } from '../src/gateway.ts';
import { storedOperations } from '../src/operation/stored.ts';
import { composeRing, rings } from '../src/planner/testing/ring.ts';
import { answer, type ScriptedSubgraph, startScripted } from './scripted-subgraph.ts';
import { log } from './two-subgraphs.ts';

const hostile = `{ ring { ${rings(2)} } }`;
const stored = `query Stored { ring { ${rings(0)} } }`;
const refused = { message: 'The operation has too many ways to be answered', extensions: { code: 'OPERATION_LIMIT' } };

describe('an operation that the planner would weigh for long', () => {
  let subgraph: ScriptedSubgraph;
  let gateway: Gateway;
  beforeAll(async () => {
    subgraph = await startScripted(answer('{"data":{"ring":{"own0":1},"plain0":1}}'));
    const closed = { csrf: true, introspection: false, allowedOrigins: [], multiplex: false };
    gateway = await startGateway({
      ...closed,
      supergraphSdl: composeRing(subgraph.url),
      operations: storedOperations([{ [hashOf(stored)]: stored }]),
      port: 0,
      flushMs: 20,
      limits: true,
      log,
    });
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await subgraph[Symbol.asyncDispose]();
  });

  async function post(query: string) {
    const body = JSON.stringify({ query });
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return { status: response.status, body: await response.json() };
  }

  it('is refused by HTTP, asks no subgraph, and its neighbours are answered', async () => {
    const before = subgraph.heard.length;
    for (const text of [hostile, `${hostile} # again`])
      expect(await post(text)).toEqual({ status: 400, body: { errors: [refused] } });
    expect(subgraph.heard).toHaveLength(before);
    expect(await post('{ plain0 }')).toEqual({ status: 200, body: { data: { plain0: 1 } } });
  });

  it('is refused as a subscription, and the socket goes on', async () => {
    const client = createClient({ url: gateway.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    const next = (query: string) => client.iterate({ query }).next();
    await expect(next(`subscription { rings0 { ${rings(2)} } }`)).rejects.toEqual([refused]);
    expect((await next('{ plain0 }')).value).toEqual({ data: { plain0: 1 } });
    await client.dispose();
  });

  it('runs where clients brought it along', async () => {
    expect((await post(stored)).body).toHaveProperty('data');
  });
});
