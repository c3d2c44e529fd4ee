import { createServer } from '@lzstock/kit/boot/http-server';
import { respond } from '@lzstock/kit/http';
import type { Registry } from 'prom-client';
import { listen } from './listen.ts';

/** Answers `/metrics` on a port of its own, to whoever reaches it. Rejects with a `ConfigError` where the port is taken. */
export async function openMetricsDoor(metrics: Registry, port: number, host: string): Promise<AsyncDisposable> {
  const server = createServer({ headersTimeout: 5_000, requestTimeout: 5_000 }, (request, response) => {
    if (request.url !== '/metrics') return respond(response, 404, 'There is nothing at this address');
    metrics.metrics().then(
      (text) => respond(response, 200, text, metrics.contentType),
      () => response.destroy(),
    );
  });
  await listen(server, port, host, 'METRICS_PORT');
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
