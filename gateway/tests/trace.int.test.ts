import { setTimeout as sleep } from 'node:timers/promises';
import { composeServices } from '@apollo/composition';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Database, openDatabase } from '@lzstock/kit/database';
import { OutboxRow } from '@lzstock/kit/events/outbox';
import { createLog } from '@lzstock/kit/log';
import { type Served, serve } from '@lzstock/kit/serve';
import { newSubgraphKey } from '@lzstock/kit/signature/signature';
import { testDatabase } from '@lzstock/kit/testing/database';
import { startTracing } from '@lzstock/kit/trace/tracing';
import { parse } from 'graphql';
import { type Gateway, startGateway } from '../src/gateway.ts';
import { attribute, type CollectedSpan, startCollector } from './trace-collector.ts';

const log = createLog({ name: 'test', level: 'silent' });
const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { echo(text: String!): String broken: String traced: String }
`;
const key = newSubgraphKey();
const owned = new AsyncDisposableStack();
let subgraph: Served;

async function startEchoes(database: Database): Promise<Served> {
  return serve({
    name: 'echoes',
    typeDefs,
    resolvers: {
      Query: {
        async echo(_: unknown, { text }: { text: string }) {
          const [row] = await database.fork().execute<{ echoed: string }[]>('select ?::text as "echoed"', [text]);
          return row?.echoed;
        },
        broken: () => database.fork().execute('select 1 / 0'),
        traced: (_: unknown, __: unknown, { traceparent }: { traceparent: string | null }) => traceparent,
      },
    },
    context: (_viewer, _resume, { traceparent }) => ({ traceparent }),
    port: 0,
    secrets: [key],
    log,
    ready: async () => {},
  });
}

function startDoor(multiplex: boolean): Promise<Gateway> {
  const { supergraphSdl } = composeServices([{ name: 'echoes', url: subgraph.url, typeDefs: parse(typeDefs) }]);
  return startGateway({
    supergraphSdl: supergraphSdl as string,
    subgraphSecrets: { echoes: key },
    multiplex,
    port: 0,
    flushMs: 20,
    limits: true,
    csrf: true,
    introspection: false,
    allowedOrigins: [],
    log,
  });
}

// biome-ignore lint/suspicious/noExplicitAny: whatever was asked for
async function ask(gateway: Gateway, query: string, variables: object = {}): Promise<any> {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      traceparent: `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`,
    },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

/** Asks until a request would go over the one connection. */
async function multiplexed(gateway: Gateway): Promise<void> {
  for (let tries = 0; ; tries++) {
    await ask(gateway, '{ traced }');
    const metrics = await (await fetch(new URL('/metrics', gateway.url))).text();
    if (/^gateway_subgraph_multiplexed\{.*\} 1$/m.test(metrics)) return;
    if (tries > 1_000) throw new Error('waited for a multiplexed connection');
    await sleep(10);
  }
}

beforeAll(async () => {
  const { url } = owned.use(await testDatabase());
  const database = owned.use(await openDatabase({ url, entities: [OutboxRow], migrations: [], log }));
  await database.ping();
  subgraph = owned.use(await startEchoes(database));
});
afterAll(() => owned.disposeAsync());

const query = 'query Echoes($text: String!) { echo(text: $text) said: echo(text: "literal-secret") }';

/** The ways from a span down to those that have none below. */
function lines(spans: readonly CollectedSpan[], root: CollectedSpan): CollectedSpan[][] {
  const below = spans.filter(({ parentSpanId }) => parentSpanId === root.spanId);
  return below.length === 0 ? [[root]] : below.flatMap((one) => lines(spans, one).map((line) => [root, ...line]));
}

describe.each(['http', 'multiplex'])('a client operation, traced over %s', (transport) => {
  it('is one tree down to its statements, without any value', async () => {
    await using collector = await startCollector();
    await using gateway = await startDoor(transport === 'multiplex');
    if (transport === 'multiplex') await multiplexed(gateway);
    {
      await using _tracing = await startTracing('test', { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
      const { data } = await ask(gateway, query, { text: 'variable-secret' });
      expect(data).toEqual({ echo: 'variable-secret', said: 'literal-secret' });
    }
    const { spans } = collector;
    const roots = spans.filter(({ parentSpanId }) => !parentSpanId);
    expect(roots.map(({ name }) => name)).toEqual(['Echoes']);
    const names = lines(spans, roots[0]!).map((line) => line.map(({ name }) => name));
    expect(names).toEqual(Array(2).fill(['Echoes', 'ask echoes', 'execute echoes', 'SELECT']));
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(spans.flatMap((span) => attribute(span, 'transport') ?? [])).toEqual([transport]);
    expect(attribute(roots[0]!, 'graphql.operation.type')).toBe('query');
    expect(attribute(roots[0]!, 'graphql.document.hash')).toMatch(/^[0-9a-f]{64}$/);
    expect(spans.filter((span) => attribute(span, 'outcome') === 'OK')).toHaveLength(3);
    expect(spans.flatMap((span) => attribute(span, 'db.query.text') ?? [])).toEqual(
      Array(2).fill('select ?::text as "echoed"'),
    );
    expect(collector.texts.join()).not.toContain('secret');
    expect(collector.texts.join()).not.toContain('c'.repeat(32));
  });
});

it('tells of a failure its code and nothing of what it said', async () => {
  await using collector = await startCollector();
  await using gateway = await startDoor(false);
  {
    await using _tracing = await startTracing('test', { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const { errors } = await ask(gateway, '{ broken }');
    expect(errors[0].extensions.code).toBe('INTERNAL');
  }
  const outcomes = collector.spans.map((span) => [span.name, attribute(span, 'outcome')]);
  expect(outcomes).toEqual(
    expect.arrayContaining([
      ['operation', 'INTERNAL'],
      ['execute echoes', 'INTERNAL'],
    ]),
  );
  expect(collector.texts.join()).not.toContain('division');
});

it('is not traced, and tells subgraphs of no trace, where no collector is named', async () => {
  await using collector = await startCollector();
  await using gateway = await startDoor(false);
  {
    await using _tracing = await startTracing('test', {});
    expect(await ask(gateway, '{ traced }')).toEqual({ data: { traced: null } });
  }
  expect(collector.texts).toEqual([]);
});

it('answers while the collector is silent or away, and ends within its deadline', async () => {
  await using silent = await startCollector({ silent: true });
  await using gateway = await startDoor(false);
  for (const url of [silent.url, 'http://127.0.0.1:9']) {
    await using _tracing = await startTracing('test', { OTEL_EXPORTER_OTLP_ENDPOINT: url });
    for (let round = 0; round < 300; round++)
      expect(await ask(gateway, query, { text: 'x' })).toEqual({ data: { echo: 'x', said: 'literal-secret' } });
  }
  expect(silent.texts.length).toBeGreaterThan(0);
});

it('starts with no address that is none', async () => {
  await expect(startTracing('test', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' })).rejects.toThrow(
    'OTEL_EXPORTER_OTLP_ENDPOINT: expected',
  );
});
