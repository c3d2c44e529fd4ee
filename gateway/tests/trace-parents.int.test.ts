import { describe, expect, it } from '@jest/globals';
import { connectRedis } from '@lzstock/kit/redis/server';
import { describeWithRedis } from '@lzstock/kit/testing/needs';
import { inLateSpan, inSpan } from '@lzstock/kit/trace/span';
import { startTracing } from '@lzstock/kit/trace/tracing';
import { startMultiplexWorld } from './multiplex-world.ts';
import { attribute, type CollectedSpan, startCollector } from './trace-collector.ts';
import { log } from './two-subgraphs.ts';

/** Spans that were made while something ran. */
async function spansOf(run: () => Promise<unknown>): Promise<readonly CollectedSpan[]> {
  await using collector = await startCollector();
  {
    await using _tracing = await startTracing('test', { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    await run();
  }
  return collector.spans;
}

const operation = <T>(name: string, run: () => Promise<T>): Promise<T> =>
  inSpan(name, { kind: 'server', parent: 'none' }, run);

it('keeps a request that waited for its turn in the trace of whoever asked', async () => {
  await using world = await startMultiplexWorld({
    multiplex: false,
    limits: { concurrent: 1, queued: 100, deadlineMs: 20_000 },
  });
  const names = Array.from({ length: 20 }, (_, i) => `Operation${i}`);
  const spans = await spansOf(() =>
    Promise.all(names.map((name) => operation(name, () => world.ask(`{ echo(text: "${name}", afterMs: 5) }`)))),
  );
  const asked = (name: string) => {
    const root = spans.find((span) => span.name === name);
    return spans.filter((span) => span.parentSpanId === root?.spanId).map((span) => attribute(span, 'subgraph'));
  };
  expect(names.map(asked)).toEqual(names.map(() => ['echo']));
});

it('makes no span of what goes on after its operation ended', async () => {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const spans = await spansOf(async () => {
    let later: Promise<void> | undefined;
    await operation('Short', async () => {
      later = ended.then(() => inSpan('late', { kind: 'client' }, async () => {}));
    });
    resolve();
    await later;
  });
  expect(spans.map(({ name }) => name)).toEqual(['Short']);
});

describe('a span that is made when one within it is', () => {
  const late = <T>(run: () => Promise<T>): Promise<T> => inLateSpan('late', { kind: 'consumer' }, run);
  const asks = () => inSpan('asks', { kind: 'client' }, async () => {});

  it('is one for all within it, and the first of a trace', async () => {
    const spans = await spansOf(() =>
      operation('Around', () =>
        late(async () => {
          await asks();
          await asks();
        }),
      ),
    );
    const made = spans.find(({ name }) => name === 'late');
    expect(made?.parentSpanId).toBeFalsy();
    expect(spans.filter(({ parentSpanId }) => parentSpanId === made?.spanId).map(({ name }) => name)).toEqual([
      'asks',
      'asks',
    ]);
  });

  it('is none where there is none within it, or after it ended', async () => {
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const spans = await spansOf(async () => {
      let later: Promise<void> | undefined;
      await late(async () => {
        later = ended.then(asks);
      });
      resolve();
      await later;
    });
    expect(spans).toEqual([]);
  });
});

await describeWithRedis('Redis in a trace', (url) => {
  it('is asked in a span that tells neither keys nor values', async () => {
    await using redis = await connectRedis(url(), { log });
    const spans = await spansOf(() =>
      operation('Asks', () => redis.cache.set([{ key: 'secret-key', value: 'secret-value' }], 1_000)),
    );
    expect(spans.map(({ name }) => name)).toEqual(['Redis', 'Asks']);
    expect(JSON.stringify(spans)).not.toContain('secret');
  });
});
