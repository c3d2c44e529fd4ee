import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import type { ControlFigures } from './health.ts';

/** Asks the control query over and over, each time from another of a few addresses, and tells its figures when asked for them. */
const { origin, body } = workerData as { readonly origin: string; readonly body: string };
const everyMs = 40;
const deadlineMs = 10_000;
const target = new URL(origin);
const agents = Array.from(
  { length: 40 },
  (_, at) => new Agent({ keepAlive: true, localAddress: `127.0.1.${at + 1}`, maxSockets: 4 }),
);

let slowest = 0;
let asked = 0;
let failed = 0;
let next = 0;
const underWay = new Set<number>();

function once(): void {
  const began = performance.now();
  const number = next++;
  underWay.add(began);
  const settle = (whole: boolean) => {
    if (!underWay.delete(began)) return;
    asked++;
    if (!whole) failed++;
    slowest = Math.max(slowest, performance.now() - began);
  };
  const asking = request(
    {
      host: target.hostname,
      port: target.port,
      path: '/graphql',
      method: 'POST',
      agent: agents[number % agents.length]!,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      signal: AbortSignal.timeout(deadlineMs),
    },
    (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('end', () => settle(response.statusCode === 200 && !text.includes('"errors"')));
      response.once('error', () => settle(false));
    },
  );
  asking.once('error', () => settle(false));
  asking.end(body);
}

setInterval(once, everyMs);

parentPort!.on('message', () => {
  const now = performance.now();
  const open = Math.max(0, ...[...underWay].map((began) => now - began));
  const figures: ControlFigures = { slowest: Math.max(slowest, open), asked, failed };
  slowest = 0;
  asked = 0;
  failed = 0;
  parentPort!.postMessage(figures);
});
