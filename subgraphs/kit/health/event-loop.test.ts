import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { createLog } from '../src/log.ts';
import { watchEventLoop } from './event-loop.ts';
import { lookAtHealth } from './health.ts';

const log = createLog({ name: 'test', level: 'silent' });

function standStill(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

it('a service is not ready after its event loop stood still, then degraded no more, and the standstill is counted', async () => {
  const metrics = new Registry();
  using loop = watchEventLoop({ metrics, log, degradedMs: 200, notReadyMs: 400, recoveredSeconds: 1 });
  const health = () => lookAtHealth({ ...loop, log });
  await sleep(100);
  standStill(600);
  await sleep(30);
  expect(loop.standstillMs).toBeGreaterThan(400);
  expect(await health()).toEqual({ status: 'not ready' });
  const deadline = performance.now() + 30_000;
  while ((await health()).status !== 'ready' && performance.now() < deadline) await sleep(100);
  expect(await health()).toEqual({ status: 'ready' });
  const [histogram] = await metrics.getMetricsAsJSON();
  const over = histogram!.values.filter(({ labels }) => [0.5, '+Inf'].includes(labels.le as never));
  expect(over[1]!.value - over[0]!.value).toBeGreaterThanOrEqual(1);
}, 60_000);

it('a standstill that is none is told by neither', async () => {
  using loop = watchEventLoop({ metrics: new Registry(), log, degradedMs: 60_000, notReadyMs: 60_000 });
  await sleep(100);
  expect(await lookAtHealth({ ...loop, log })).toEqual({ status: 'ready' });
});
