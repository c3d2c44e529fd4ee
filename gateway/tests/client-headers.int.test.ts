import { expect, it } from '@jest/globals';
import { signatureHeader } from '@lzstock/kit/signature/signature';
import { viewerHeader } from '@lzstock/kit/viewer';
import { startGateway } from '../src/gateway.ts';
import { answer, startScripted } from './scripted-subgraph.ts';
import { log, supergraphOf } from './two-subgraphs.ts';

it('no header and no extension of a client reaches a subgraph', async () => {
  await using books = await startScripted(answer('{"data":{"count":3}}'));
  await using gateway = await startGateway({
    supergraphSdl: supergraphOf({ books: books.url, reviews: books.url }),
    port: 0,
    flushMs: 20,
    limits: true,
    csrf: true,
    introspection: false,
    allowedOrigins: [],
    log,
  });
  const injected = {
    [viewerHeader]: Buffer.from('{"id":"anna"}').toString('base64url'),
    [signatureHeader]: 'v1.1.a.1.forged-signature',
    'x-user-id': 'forged-user',
    'x-authorization': 'Bearer forged-token',
    cookie: 'session=forged-cookie',
    traceparent: '00-forged',
    baggage: 'forged=1',
  };
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...injected },
    body: JSON.stringify({ query: '{ count }', extensions: { hmac: 'forged', subgraph: { headers: injected } } }),
  });
  expect([response.status, await response.json()]).toEqual([200, { data: { count: 3 } }]);
  const [posted] = books.heard.filter(({ body }) => body !== '');
  expect(Object.keys(posted!.headers).sort()).toEqual([
    'accept',
    'connection',
    'content-length',
    'content-type',
    'host',
  ]);
  expect(JSON.stringify(books.heard)).not.toContain('forged');
});
