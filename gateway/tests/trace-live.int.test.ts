import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Served, serve } from '@lzstock/kit/serve';
import { hashOf } from '@lzstock/kit/stored/stored-text';
import { startTracing } from '@lzstock/kit/trace/tracing';
import type { Viewer } from '@lzstock/kit/viewer';
import { type Gateway, startGateway } from '../src/gateway.ts';
import { storedOperations } from '../src/operation/stored.ts';
import { liveClient } from './guarded.ts';
import { hear, until } from './live-world.ts';
import { attribute, type CollectedSpan, type Collector, startCollector } from './trace-collector.ts';
import { log } from './two-subgraphs.ts';
import { compose, Places, placesResolvers, placesSdl, Sensors, sensorsResolvers, sensorsSdl } from './weather.ts';

const watch = 'subscription Watch($ids: [ID!]!) { readings(ids: $ids) { celsius station { place { name } weather } } }';
const alone = 'subscription Alone { readings(ids: ["a"]) { celsius } }';

const opened = new AsyncDisposableStack();
const sensors = new Sensors();
let gateway: Gateway;

const subgraph = (name: string, typeDefs: string, resolvers: object): Promise<Served> =>
  serve({
    name,
    typeDefs,
    resolvers: resolvers as Record<string, unknown>,
    context: (viewer: Viewer, resume) => ({ viewer, resume }),
    port: 0,
    log,
    ready: async () => {},
  });

beforeAll(async () => {
  const [sensing, placing] = await Promise.all([
    subgraph('sensors', sensorsSdl(true), sensorsResolvers(sensors)),
    subgraph('places', placesSdl, placesResolvers(new Places())),
  ]);
  opened.use(sensing);
  opened.use(placing);
  gateway = opened.use(
    await startGateway({
      supergraphSdl: compose([
        { name: 'sensors', url: sensing.url, sdl: sensorsSdl(true) },
        { name: 'places', url: placing.url, sdl: placesSdl },
      ]),
      publicSubgraphs: ['sensors', 'places'],
      // The first operation of a process may take the planner longer than a stranger's may.
      operations: storedOperations([{ [hashOf(watch)]: watch }]),
      multiplex: false,
      port: 0,
      flushMs: 10,
      limits: true,
      csrf: true,
      introspection: false,
      allowedOrigins: [],
      log,
    }),
  );
});
afterAll(() => opened.disposeAsync());

/** What is traced while `run` follows an operation over a socket of its own. */
async function traced(
  run: (follow: (query: string, variables?: Record<string, unknown>) => ReturnType<typeof hear>) => Promise<void>,
  env: (collector: Collector) => NodeJS.ProcessEnv = ({ url }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url }),
): Promise<Collector> {
  await using collector = await startCollector();
  const client = liveClient(gateway);
  {
    await using _tracing = await startTracing('test', env(collector));
    await run((query, variables) => hear(client, query, variables));
    await client.dispose();
    await until(() => sensors.listeners.size === 0);
  }
  return collector;
}

const named = (spans: readonly CollectedSpan[], name: string) => spans.filter((span) => span.name === name);

it('traces the start of a subscription down to its subgraph, and each event that asks others as a trace linked to it', async () => {
  sensors.measure('secret1', 20);
  const { spans, texts } = await traced(async (follow) => {
    const { values } = follow(watch, { ids: ['secret1'] });
    await until(() => values.length === 1);
    sensors.measure('secret1', 21);
    await until(() => values.length === 2);
    expect(values[1]).toMatchObject({
      data: { readings: { celsius: 21, station: { place: { name: 'Place secret1' } } } },
    });
  });
  const [start, ...others] = named(spans, 'Watch');
  expect(others).toEqual([]);
  expect(start!.parentSpanId).toBeFalsy();
  expect(attribute(start!, 'graphql.operation.type')).toBe('subscription');
  expect(attribute(start!, 'graphql.document.hash')).toMatch(/^[0-9a-f]{64}$/);
  expect(attribute(start!, 'outcome')).toBe('OK');
  expect(named(spans, 'subscribe sensors').map(({ parentSpanId }) => parentSpanId)).toEqual([start!.spanId]);

  // The second is answered from memory.
  const [event, ...more] = named(spans, 'event of sensors');
  expect(more).toEqual([]);
  expect(event!.parentSpanId).toBeFalsy();
  expect(event!.traceId).not.toBe(start!.traceId);
  expect(event!.links).toEqual([expect.objectContaining({ traceId: start!.traceId, spanId: start!.spanId })]);
  expect(attribute(event!, 'outcome')).toBe('OK');
  const [asked] = named(spans, 'ask places');
  expect(asked!.parentSpanId).toBe(event!.spanId);
  expect(named(spans, 'execute places')[0]!.parentSpanId).toBe(asked!.spanId);
  expect(texts.join()).not.toContain('secret1');
});

it('traces no event that asks nobody', async () => {
  sensors.measure('a', 20);
  const { spans } = await traced(async (follow) => {
    const { values } = follow(alone);
    await until(() => values.length === 1);
  });
  expect(spans.map(({ name }) => name).sort()).toEqual(['Alone', 'subscribe sensors']);
});

it.each([
  ['that does not fit the graph', 'subscription { nothing }', 'operation', 'BAD_INPUT'],
  ['whose values are wrong', watch, 'operation', 'BAD_INPUT'],
])('tells of a subscription %s the code', async (_what, query, name, code) => {
  const { spans } = await traced(async (follow) => {
    const { errors } = follow(query);
    await until(() => errors.length === 1);
  });
  expect(spans.map((span) => [span.name, attribute(span, 'outcome')])).toEqual([[name, code]]);
});

it('traces a query over the socket once', async () => {
  const { spans } = await traced(async (follow) => {
    const { values } = follow('query Count { sensorCount }');
    await until(() => values.length === 1);
  });
  expect(named(spans, 'Count')).toHaveLength(1);
  expect(spans.filter(({ parentSpanId }) => !parentSpanId)).toHaveLength(1);
});

it('traces nothing where no collector is named', async () => {
  const { texts } = await traced(
    async (follow) => {
      const { values } = follow(watch, { ids: ['a'] });
      await until(() => values.length > 0);
    },
    () => ({}),
  );
  expect(texts).toEqual([]);
});
