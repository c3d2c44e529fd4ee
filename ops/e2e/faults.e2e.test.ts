import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { redisProgram } from '@lzstock/kit/local/redis';
import { createLog } from '@lzstock/kit/log';
import { NEEDS_REDIS } from '@lzstock/kit/testing/skips';
import { channelsCut } from '../fault/cases/channels-cut.ts';
import { gatewayKilled } from '../fault/cases/gateway-killed.ts';
import { gatewaysRolled } from '../fault/cases/gateways-rolled.ts';
import { redisKilled } from '../fault/cases/redis-killed.ts';
import { supergraphPublished } from '../fault/cases/supergraph-published.ts';
import type { Fault } from '../fault/fault.ts';
import { createVerdict, figureText } from '../fault/verdict.ts';
import { startWorld, type World } from '../fault/world/world.ts';
import { createRandom } from '../load/search/random.ts';

const program = await redisProgram({ log: createLog({ name: 'redis' }), env: process.env, download: true });
const declare = program ? describe : describe.skip;

declare(`with readers and queries on the product${program ? '' : ` ${NEEDS_REDIS}`}`, () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({ readers: 20, rate: 10, random: createRandom(Number(process.env.SEED ?? 1)) });
  }, 120_000);

  afterAll(async () => {
    await world?.[Symbol.asyncDispose]();
  }, 60_000);

  async function misses(fault: Fault): Promise<string[]> {
    const verdict = createVerdict({ patient: true });
    await world.settle();
    await fault.run(world, verdict);
    return verdict.figures.filter(({ passed }) => !passed).map(figureText);
  }

  it.each([
    ['Redis is killed and comes back empty: every reader is told of one gap and goes on in a new epoch', redisKilled],
    ['Redis cuts the connections that carry ticks: every hole is announced and no socket is cut', channelsCut],
    ['a compatible supergraph is published and rolled back: no query fails, no socket is cut', supergraphPublished],
    ['both gateways are restarted in turn: readers come back to the other, no query fails', gatewaysRolled],
    ['a gateway is killed: its readers go on at the other', gatewayKilled],
  ])('%s', async (_what, fault) => {
    expect(await misses(fault)).toEqual([]);
  });
});
