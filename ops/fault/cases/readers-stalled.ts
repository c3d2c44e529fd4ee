import { setTimeout as sleep } from 'node:timers/promises';
import { composeSnapshot, readSnapshotTexts } from '@lzstock/companies/universe/snapshot';
import { memoryOf } from '../../load/process-tree.ts';
import type { Fault } from '../fault.ts';
import { judgeQueries, judgeReaders } from '../judge.ts';
import { scrape } from '../world/metrics.ts';
import { createReader, type Reader } from '../world/reader.ts';
import { liveQuery, popular } from '../world/world.ts';

const stalledSockets = 100;
const symbolsEach = 200;
const operationsEach = 10;
/** Those of them that go on asking and never read an answer. */
const asking = 5;
const stalledMs = 60_000;
const heapMb = 256;
/** A gateway without any reader has about this much beside its heap: code, buffers, the kernel's share. */
const besideHeapMb = 200;

const greedy =
  '{ instruments(symbols: ["NVDA", "AAPL", "MSFT"]) { symbol candles(interval: DAY, last: 500) { open high low close volume } } }';

export const readersStalled: Fault = {
  id: 'F33',
  sentence: 'readers stop reading while the gateway may have 256 MB: it sheds them and the others go on',
  needs: { gatewayHeapMb: heapMb },
  async run(world, verdict) {
    const [origin] = world.origins as [string];
    const [gateway] = world.constellation.gateways;
    const { instruments } = composeSnapshot(readSnapshotTexts());
    const others = instruments.map(({ symbol }) => symbol).filter((symbol) => !popular.includes(symbol));
    const symbols = [...popular, ...others].slice(0, symbolsEach);
    let closed = 0;
    let told = 0;
    const stalled: Reader[] = Array.from({ length: stalledSockets }, (_, at) =>
      createReader({
        origins: [origin],
        query: liveQuery(at),
        variables: { symbols },
        operations: operationsEach,
        random: () => 1,
        opened: () => {},
        told: () => told++,
        closed: () => {
          closed++;
          void stalled[at]!.leave();
        },
        ended: () => {},
      }),
    );
    for (const end = performance.now() + 30_000; told < stalledSockets * symbolsEach && performance.now() < end; )
      await sleep(100);
    world.history.clear();
    world.queries.clear();
    const before = await rate(world);
    for (const reader of stalled) reader.stall();
    let mostMb = 0;
    for (const end = performance.now() + stalledMs; performance.now() < end; await sleep(1_000)) {
      for (const reader of stalled.slice(0, asking)) reader.ask(greedy);
      const [memory] = await memoryOf([gateway!.pid]);
      mostMb = Math.max(mostMb, memory?.pssMb ?? 0);
    }
    const during = await rate(world);
    const metrics = await scrape(origin).catch(() => new Map<string, number>());
    const count = (code: number) => metrics.get(`live_closes_total{code="${code}"}`) ?? 0;
    await Promise.all(stalled.map((reader) => reader.leave()));

    verdict.exactly('gateways that ended', gateway!.starts - 1, 0);
    verdict.most('memory at most', mostMb, heapMb + besideHeapMb, 'MB');
    verdict.note('closed with 4808', count(4808));
    verdict.note('sockets left of the first gateway', metrics.get('live_sockets') ?? Number.NaN);
    verdict.note('stalled sockets closed', closed);
    verdict.least('quotes of the others, times before', during / before, 0.8);
    judgeReaders(world, verdict);
    judgeQueries(world, verdict);
  },
};

/** Quotes a second that the readers of the world are told. */
async function rate({ history }: Parameters<Fault['run']>[0]): Promise<number> {
  const begin = history.total;
  await sleep(5_000);
  return (history.total - begin) / 5;
}
