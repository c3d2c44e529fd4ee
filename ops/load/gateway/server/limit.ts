import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Agent, request } from 'undici';
import { type QueryName, queries } from '../graph/queries.ts';
import { recordStages } from './stages.ts';

/**
 * What no gateway that fetches over HTTP can be below: for each query the subgraph requests that its plan makes, sent stage by stage as they were
 * recorded once, and their answers' bytes one behind the other. No plan is made, nothing is parsed, joined or checked.
 */
const pool = new Agent({ connections: 128, pipelining: 1, keepAliveTimeout: 60_000 });
const names = Object.keys(queries) as QueryName[];
const supergraphSdl = readFileSync(process.env.SUPERGRAPH!, 'utf8');
const stages = new Map(
  await Promise.all(names.map(async (name) => [name, await recordStages(supergraphSdl, queries[name])] as const)),
);
const headers = { 'content-type': 'application/json' };

async function fetchBytes(url: string, body: string): Promise<Uint8Array> {
  const answer = await request(url, { method: 'POST', dispatcher: pool, headers, body });
  return new Uint8Array(await answer.body.arrayBuffer());
}

const isAsked = (text: string) => (name: string) => text.includes(`query ${name[0]!.toUpperCase()}${name.slice(1)}(`);

createServer(async (asked, response) => {
  let text = '';
  for await (const chunk of asked) text += chunk;
  const parts: Uint8Array[] = [];
  for (const stage of stages.get(names.find(isAsked(text))!)!)
    parts.push(...(await Promise.all(stage.map(({ url, body }) => fetchBytes(url, body)))));
  const answer = Buffer.concat(parts);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
}).listen(Number(process.env.PORT), '127.0.0.1');
