import { setTimeout as sleep } from 'node:timers/promises';
import { context } from '@opentelemetry/api';
import { ConfigError } from '../src/config.ts';
import { setTracer } from './span.ts';

const exportMs = 2_000;
const flushMs = 3_000;
const variable = 'OTEL_EXPORTER_OTLP_ENDPOINT';

function tracesUrl(endpoint: string): string {
  const url = URL.parse(`${endpoint.replace(/\/+$/, '')}/v1/traces`);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new ConfigError(`${variable}: expected the http(s) address of an OTLP collector`);
  return url.href;
}

/**
 * Traces this process under `name` and sends what was traced to the OTLP collector that `OTEL_EXPORTER_OTLP_ENDPOINT` names, over HTTP; does nothing without it. At most 2,048
 * spans wait to be sent, and those a collector does not take within 2 s are dropped: nothing traced waits for it. Rejects with a `ConfigError` where it is no
 * address. Disposal sends what waits, for 3 s at most. One at a time in a process.
 */
export async function startTracing(name: string, env: NodeJS.ProcessEnv): Promise<AsyncDisposable> {
  const endpoint = env[variable];
  if (!endpoint) return { [Symbol.asyncDispose]: async () => {} };
  const url = tracesUrl(endpoint);
  // Loaded here, so that a process that is not traced does not load them.
  const [{ BasicTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }, hooks] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/context-async-hooks'),
    ]);
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: exportMs });
  const queue = { maxQueueSize: 2_048, maxExportBatchSize: 512, exportTimeoutMillis: exportMs };
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': env.OTEL_SERVICE_NAME || name }),
    spanProcessors: [new BatchSpanProcessor(exporter, queue)],
  });
  context.setGlobalContextManager(new hooks.AsyncLocalStorageContextManager().enable());
  // The provider stays ours: spans that libraries make may hold values.
  setTracer(provider.getTracer('lzstock'));
  return {
    async [Symbol.asyncDispose]() {
      setTracer(null);
      context.disable();
      await Promise.race([provider.shutdown().catch(() => {}), sleep(flushMs, undefined, { ref: false })]);
    },
  };
}
