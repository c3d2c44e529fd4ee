import { expect, it } from '@jest/globals';
import { startGateway } from '../src/gateway.ts';
import { until } from './live-world.ts';
import { answer, type Script, startScripted } from './scripted-subgraph.ts';
import { log } from './two-subgraphs.ts';
import { compose } from './weather.ts';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9")
  type Query { name: String }
  type Mutation { rename: String }
`;

it('a query after a mutation was answered waits for none that began before', async () => {
  const before = Promise.withResolvers<void>();
  let reads = 0;
  const script: Script = (response, heard) => {
    if (heard.body.includes('rename')) return answer('{"data":{"rename":"new"}}')(response, heard);
    reads++;
    if (reads > 1) return answer('{"data":{"name":"new"}}')(response, heard);
    void before.promise.then(() => answer('{"data":{"name":"old"}}')(response, heard));
  };
  await using subgraph = await startScripted(script);
  await using gateway = await startGateway({
    supergraphSdl: compose([{ name: 'names', url: subgraph.url, sdl }]),
    multiplex: false,
    port: 0,
    flushMs: 20,
    limits: true,
    csrf: true,
    introspection: false,
    allowedOrigins: [],
    log,
  });
  const ask = async (query: string): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(gateway.url, { method: 'POST', headers, body: JSON.stringify({ query }) });
    return response.json();
  };
  const first = ask('{ name }');
  await until(() => reads === 1);
  expect(await ask('mutation { rename }')).toEqual({ data: { rename: 'new' } });
  expect(await ask('{ name }')).toEqual({ data: { name: 'new' } });
  before.resolve();
  expect(await first).toEqual({ data: { name: 'old' } });
});
