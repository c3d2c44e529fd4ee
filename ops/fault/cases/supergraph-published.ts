import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from '../../e2e/graph.ts';
import type { Fault } from '../fault.ts';
import { judgeQueries, judgeReaders, judgeWaits } from '../judge.ts';
import { supergraphWith } from '../world/supergraph-file.ts';
import { until } from '../world/until.ts';
import type { World } from '../world/world.ts';

const field = 'rehearsal';

type Fields = { __type: { fields: { name: string }[] } };

const serves = async (origin: string): Promise<boolean> => {
  const { data } = await ask<Fields>(origin, '{ __type(name: "Quote") { fields { name } } }');
  return data?.__type.fields.some(({ name }) => name === field) ?? false;
};

/** Milliseconds until every gateway serves the field or none does. */
async function swapped(world: World, expected: boolean): Promise<number> {
  const since = performance.now();
  const everywhere = async () => (await Promise.all(world.origins.map(serves))).every((is) => is === expected);
  return (await until(everywhere, 15_000)) ? performance.now() - since : Number.POSITIVE_INFINITY;
}

export const supergraphPublished: Fault = {
  id: 'F24',
  sentence: 'a compatible supergraph is published under load and rolled back: no query fails, no socket is cut',
  async run(world, verdict) {
    const next = await supergraphWith(field);
    await world.supergraph.publish(next);
    verdict.most('served by both gateways', await swapped(world, true), 2_000, 'ms');
    const live = await world.hear(performance.now(), ({ state }) => state === 'LIVE', 10_000);
    await sleep(1_000);
    await world.supergraph.publish(world.supergraph.own);
    verdict.most('rolled back', await swapped(world, false), 5_000, 'ms');
    const afterwards = await world.hear(performance.now(), ({ state }) => state === 'LIVE', 10_000);
    judgeWaits('live after the swap', live, 3_000, verdict);
    judgeWaits('live after the rollback', afterwards, 3_000, verdict);
    judgeReaders(world, verdict);
    judgeQueries(world, verdict);
  },
};
