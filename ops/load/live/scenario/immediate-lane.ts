import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuSeconds } from '../../process-tree.ts';
import { startConstellation } from '../constellation.ts';
import type { ServerName } from '../processes.ts';
import { atLeast, atMost, figure, type Outcome } from '../report.ts';
import { composeLive } from '../supergraph.ts';
import type { Told } from '../tally.ts';
import { type Load, wait } from '../world.ts';
import type { Asked, Scenario } from './scenario.ts';

interface Measured extends Told {
  readonly cpu: number;
  readonly lost: number;
}

async function measure(
  name: ServerName,
  load: Load,
  seconds: number,
  settleSeconds: number,
  options: { readonly supergraph: string; readonly profile?: string | undefined },
): Promise<Measured> {
  await using world = await startConstellation(name, load, options);
  const { source, server, clients } = world;
  await clients.ask('connect');
  await clients.ask('subscribe');
  source.say('hurry');
  await wait(settleSeconds);
  await clients.ask('measure');
  const before = await cpuSeconds(server.pid);
  await wait(seconds);
  const cpu = (await cpuSeconds(server.pid)) - before;
  const told = await clients.ask<Told>('result');
  source.say('stop');
  const { seqs: finals } = await source.told<{ readonly seqs: number[] }>('finals');
  await wait(settleSeconds);
  const { lost } = await clients.ask<{ readonly lost: number }>('check', { finals });
  return { ...told, cpu, lost };
}

async function compare(load: Load, seconds: number, asked: Asked): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'lzstock-bench-'));
  try {
    const supergraph = join(folder, 'supergraph.graphql');
    await writeFile(supergraph, composeLive());
    const settleSeconds = asked.quick ? 1 : 2;
    const bare = await measure('immediate', { ...load, follows: 'quotes' }, seconds, settleSeconds, { supergraph });
    const ours = await measure('ours', load, seconds, settleSeconds, { supergraph, profile: asked.profile });
    const row = (title: string, { delivered, left, lost, p50, p99, cpu }: Measured) => [
      title,
      figure(delivered / seconds),
      figure(left),
      figure(lost),
      figure(p50),
      figure(p99),
      figure((cpu / delivered) * 1e6),
    ];
    const missing = ours.left + ours.lost + ours.backwards;
    return {
      tables: [
        {
          title: `L3 · ${load.clients} clients × ${load.symbolsPerClient} symbols × ${load.rate}/s, nothing left out, ${seconds} s`,
          columns: ['server', 'messages/s', 'left out', 'lost', 'p50 ms', 'p99 ms', 'CPU µs/message'],
          rows: [row('bare frames, a write each', bare), row('the gateway, EVERY', ours)],
        },
      ],
      goals: [
        atLeast('L3', 'delivered a second', ours.delivered / seconds, 9_900, '/s'),
        atMost('L3', 'p50', ours.p50, 2, 'ms'),
        atMost('L3', 'p99', ours.p99, 25, 'ms'),
      ].map((goal) => (asked.quick ? { ...goal, met: null } : goal)),
      faults: missing > 0 ? [`${missing} messages of a stream that leaves nothing out were lost or out of order`] : [],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The lane of what may not wait: trades and alerts. */
export const immediateLane: Scenario = {
  ids: ['L3'],
  run: (asked) =>
    compare(
      {
        clients: asked.clients ?? (asked.quick ? 200 : 1_000),
        symbolsPerClient: 10,
        wide: 0,
        follows: 'trades',
        universe: 100,
        rate: 1,
      },
      asked.seconds ?? (asked.quick ? 2 : 20),
      asked,
    ),
};
