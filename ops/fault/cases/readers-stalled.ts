import { setTimeout as sleep } from 'node:timers/promises';
import { composeSnapshot, readSnapshotTexts } from '@lzstock/companies/universe/snapshot';
import { memoryOf } from '../../load/process-tree.ts';
import type { Fault } from '../fault.ts';
import { judgeQueries, judgeReaders } from '../judge.ts';
import { linesSince } from '../world/log-file.ts';
import { scrape } from '../world/metrics.ts';
import { createReader, type Reader } from '../world/reader.ts';
import { liveQuery, popular } from '../world/world.ts';

const stalledSockets = 100;
const symbolsEach = 200;
const stalledMs = 150_000;
const heapMb = 256;
/** A gateway without any reader has about this much beside its heap: code, buffers, the kernel's share. */
const besideHeapMb = 200;
/** What stalled readers go on asking for, each time in words that nobody used before, so that nothing of it can be shared. */
const askedPerTurn = 6;
const turnMs = 100;
const fieldsAsked = 24;

const selectionOf = (number: number): string =>
  Array.from({ length: fieldsAsked }, (_, field) => `f${number}_${field}: last`).join(' ');
const hoard = (number: number, symbol: string): string =>
  `subscription { quotes(symbols: ["${symbol}"]) { symbol ${selectionOf(number)} } }`;

export const readersStalled: Fault = {
  id: 'F33',
  sentence:
    'readers stop reading and go on subscribing while the gateway may have 256 MB: it closes the slowest before memory runs out, and the others go on',
  needs: { gatewayHeapMb: heapMb },
  async run(world, verdict) {
    const [origin] = world.origins as [string];
    const [gateway] = world.constellation.gateways;
    const { instruments } = composeSnapshot(readSnapshotTexts());
    const others = instruments.map(({ symbol }) => symbol).filter((symbol) => !popular.includes(symbol));
    const symbols = [...popular, ...others].slice(0, symbolsEach);
    const quiet = others.slice(symbolsEach);
    let closed = 0;
    let told = 0;
    const stalled: Reader[] = Array.from({ length: stalledSockets }, (_, at) =>
      createReader({
        origins: [origin],
        query: liveQuery(at),
        variables: { symbols },
        random: () => 1,
        localAddress: '127.0.0.250',
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
    const began = Date.now();
    for (const reader of stalled) reader.stall();
    let mostMb = 0;
    let asked = 0;
    for (const end = performance.now() + stalledMs; performance.now() < end && closed < stalledSockets; ) {
      for (let more = 0; more < askedPerTurn; more++, asked++)
        stalled[asked % stalledSockets]!.ask(hoard(asked, quiet[asked % quiet.length]!));
      await sleep(turnMs);
      if (asked % 60 > 0) continue;
      const [memory] = await memoryOf([gateway!.pid]);
      mostMb = Math.max(mostMb, memory?.pssMb ?? 0);
    }
    const stalledClosed = closed;
    const during = await rate(world);
    const metrics = await scrape(origin).catch(() => new Map<string, number>());
    const count = (code: number) => metrics.get(`live_closes_total{code="${code}"}`) ?? 0;
    const shed = (await linesSince(world.logFile, began)).filter(({ msg }) => msg.startsWith('live: memory runs out'));
    await Promise.all(stalled.map((reader) => reader.leave()));

    verdict.exactly('gateways that ended', gateway!.starts - 1, 0);
    verdict.most('memory at most', mostMb, heapMb + besideHeapMb, 'MB');
    verdict.note('subscriptions asked for after they stalled', asked);
    verdict.least('times that memory made it close the slowest', shed.length, 1);
    verdict.note('closed with 4808', count(4808));
    verdict.exactly('closed with 1013', count(1013), 0);
    verdict.note('stalled sockets closed', stalledClosed);
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
