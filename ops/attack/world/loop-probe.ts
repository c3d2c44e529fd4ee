import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Loaded into a target before its own code. On PROBE_PORT it tells how long its event loop stood still at most, in ms since it was asked last; at `/heap`
 * the bytes in use after a collection.
 */
const resolution = 10;
const delay = monitorEventLoopDelay({ resolution });
delay.enable();
const server = createServer((request, response) => {
  if (request.url === '/heap') {
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    response.end(String(heapUsed + external));
    return;
  }
  const longest = delay.count === 0 ? 0 : Math.max(0, delay.max / 1e6 - resolution);
  delay.reset();
  response.end(String(longest));
});
server.listen(Number(process.env.PROBE_PORT), '127.0.0.1').unref();
server.on('connection', (socket) => socket.unref());
