import { availableParallelism, cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '@lzstock/kit/local/free-port';
import { subgraphs } from '@lzstock/schema/subgraphs';
import { failed } from '../fault/world/queries.ts';
import { until } from '../fault/world/until.ts';
import { startWorld } from '../fault/world/world.ts';
import { createRandom } from '../load/search/random.ts';
import { leftOpen } from './gauges.ts';
import { watchMemory } from './memory.ts';

/**
 * `npm run soak -- --minutes 30`: readers that come and go, cut connections, market and Redis killed again and again. Afterwards everyone leaves, and
 * whatever was opened must be closed. With `--calm` no server is killed, so that each process is as old as the run. Ends
 * with 1 where something stays open, a query failed, or a reader saw quotes out of order.
 */
const { values: args } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    readers: { type: 'string', default: '100' },
    rate: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    calm: { type: 'boolean', default: false },
  },
});
const minutes = Number(args.minutes);
const random = createRandom(Number(args.seed));
const cutEveryMs = 400;
const leaveMs = 20_000;

console.log(
  `${cpus()[0]?.model.trim()} · ${availableParallelism()} cores · node ${process.version} · ${new Date().toISOString().slice(0, 10)} · ${minutes} min, ${args.readers} readers × 5 symbols, ${args.rate} queries/s · seed ${args.seed}\n`,
);
const inspectors = new Map<string, number>();
for (const name of [...subgraphs.map(({ name }) => name), 'gateway 1', 'gateway 2'])
  inspectors.set(name, await freePort());
await using world = await startWorld({
  readers: Number(args.readers),
  rate: Number(args.rate),
  random,
  nodeArguments: (service) => [`--inspect=127.0.0.1:${inspectors.get(service)}`],
});
process.once('SIGINT', async () => {
  await world[Symbol.asyncDispose]();
  process.exit(130);
});
await world.settle();
world.history.keep = false;
const { market } = world.constellation.subgraphs;
const services = [...Object.values(world.constellation.subgraphs), ...world.constellation.gateways];
using memory = watchMemory(services.map((service) => ({ service, inspector: inspectors.get(service.name)! })));

const counts = { cuts: 0, marketKilled: 0, redisKilled: 0, queries: 0, failed: 0, partial: 0 };
const end = performance.now() + minutes * 60_000;
const running = () => performance.now() < end;

async function cutReaders(): Promise<void> {
  for (; running(); await sleep(random.below(2 * cutEveryMs))) {
    random.pick(world.readers).cut();
    counts.cuts++;
  }
}

/** The last quarter is left in peace, so that the memory of the last processes can be looked at. */
async function killServers(): Promise<void> {
  const calmFrom = end - (minutes * 60_000) / 4;
  for (;;) {
    await sleep(10_000 + random.below(20_000));
    if (performance.now() > calmFrom) return;
    if (random.below(2) === 0) {
      await market.signal('SIGKILL');
      counts.marketKilled++;
    } else {
      await world.redis.kill();
      await sleep(random.below(4_000));
      await world.redis.start();
      counts.redisKilled++;
    }
  }
}

async function countQueries(): Promise<void> {
  for (; running(); await sleep(1_000)) count();
  count();
}

function count(): void {
  const { asked } = world.queries;
  counts.queries += asked.length;
  counts.failed += failed(asked).length;
  counts.partial += asked.filter(({ outcome }) => outcome === 'partial').length;
  for (const { why } of failed(asked)) console.log(`failed: ${why}`);
  world.queries.clear();
}

await Promise.all([cutReaders(), args.calm || killServers(), countQueries()]);
const lines = memory.lines();
await world.queries[Symbol.asyncDispose]();
await Promise.all(world.readers.map((reader) => reader.leave()));
const leftAt = performance.now();
const allClosed = await until(async () => (await leftOpen(world)).size === 0, leaveMs);
const open = await leftOpen(world);

const { total, twice, backwards, ends } = world.history;
console.log(
  `${counts.cuts} connections cut, market killed ${counts.marketKilled} times, Redis ${counts.redisKilled} times`,
);
console.log(`${total} quotes heard, ${twice} twice, ${backwards} backwards, ${ends.length} subscriptions ended`);
for (const [why, times] of Object.entries(Object.groupBy(ends, (why) => why)))
  console.log(`  ${times!.length} × ${why}`);
console.log(`${counts.queries} queries, ${counts.failed} failed, ${counts.partial} partial`);
for (const line of lines) console.log(line);
console.log(
  allClosed
    ? `everything closed ${((performance.now() - leftAt) / 1_000).toFixed(1)} s after the last reader left`
    : `left open: ${[...open].map(([gauge, value]) => `${gauge} ${value}`).join(', ')}`,
);
const passed = allClosed && counts.failed === 0 && twice === 0 && backwards === 0 && ends.length === 0;
console.log(`\nsoak: ${passed ? 'passed' : 'failed'}`);
await world[Symbol.asyncDispose]();
process.exit(passed ? 0 : 1);
