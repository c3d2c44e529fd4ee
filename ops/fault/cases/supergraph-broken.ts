import { rename, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { judgeQueries, judgeReaders, judgeWaits } from '../judge.ts';

/** Longer than a gateway waits between two looks at its file. */
const lookedAtMs = 1_500;

export const supergraphBroken: Fault = {
  id: 'F23',
  sentence: 'what is no supergraph gets into the file: the gateways keep the old one and nobody notices',
  async run(world, verdict) {
    const { supergraph } = world;
    const broken: Record<string, string> = {
      'an empty file': '',
      'half of it': supergraph.own.slice(0, supergraph.own.length / 2),
      'no GraphQL': '<!doctype html><title>502 Bad Gateway</title>',
      'one subgraph alone': 'type Query { instrument(symbol: ID!): String }',
      'a type that is not there': supergraph.own.replaceAll('QuoteGapReason!', 'Nothing!'),
    };
    for (const text of Object.values(broken)) {
      await supergraph.publish(text);
      await sleep(lookedAtMs);
    }
    await rename(supergraph.path, `${supergraph.path}.away`);
    await sleep(lookedAtMs);
    await writeFile(supergraph.path, supergraph.own.slice(0, 5_000));
    await sleep(lookedAtMs);
    await supergraph.publish(supergraph.own);
    await sleep(lookedAtMs);
    const live = await world.hear(performance.now(), ({ state }) => state === 'LIVE', 10_000);
    const restarted = world.constellation.gateways.reduce((sum, { starts }) => sum + starts - 1, 0);
    verdict.note('ways to be broken', Object.keys(broken).length + 2);
    verdict.exactly('gateways that ended', restarted, 0);
    judgeWaits('live', live, 3_000, verdict);
    judgeReaders(world, verdict);
    judgeQueries(world, verdict);
  },
};
