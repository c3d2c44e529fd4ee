import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse, validate } from 'graphql';
import { compare, refusesAlias } from './plan/compare.ts';
import { generateOperation } from './plan/generate.ts';
import { openStand, readsContexts } from './plan/stand.ts';
import { worlds } from './plan/worlds.ts';

const runs = Number(process.env.PLAN_RUNS ?? 350);
const seed = Number(process.env.PLAN_SEED ?? 20_261_126);
const limit = { interruptAfterTimeLimit: 500_000, markInterruptAsFailure: true };
const chances = { empty: 0.08, thrown: 0.02 };

describe.each(worlds.map((world) => openStand(world, chances)))('over the supergraph $name', (stand) => {
  it.each([
    { rate: 0, what: 'whole answers' },
    { rate: 0.02, what: 'damaged answers' },
  ])(
    'generated operations with $what come to what they come to with Apollo’s executor',
    async ({ rate, what }) => {
      const count = { compared: 0, contextual: 0, refused: 0, asApolloIs: 0, unplanned: 0 };
      await fc.assert(
        fc.asyncProperty(
          fc.noBias(fc.array(fc.nat({ max: 9_999 }), { minLength: 60, maxLength: 300, size: 'max' })),
          fc.nat(),
          async (choices, damage) => {
            const { text, variables } = generateOperation(stand.graph.api, choices);
            fc.pre(validate(stand.graph.api, parse(text)).length === 0);
            const planned = stand.planOrNull(text);
            count.unplanned += planned === null ? 1 : 0;
            fc.pre(planned !== null);
            const refused = refusesAlias(stand, planned);
            count.refused += refused ? 1 : 0;
            fc.pre(!refused);
            const { ours, held, repaired, asItIs } = await compare(
              stand,
              planned,
              variables,
              stand.fetch(String(damage), rate),
            );
            if (JSON.stringify(ours) !== JSON.stringify(repaired))
              expect({ text, variables, ...ours }).toEqual({ text, variables, ...repaired });
            if (JSON.stringify(held) !== JSON.stringify(ours))
              expect({ text, variables, ...held }).toEqual({ text, variables, ...ours });
            count.compared += 1;
            if (readsContexts(planned)) count.contextual += 1;
            else if (JSON.stringify(asItIs) === JSON.stringify(ours)) count.asApolloIs += 1;
          },
        ),
        { numRuns: runs, seed, maxSkipsPerRun: 1_000, endOnFailure: process.env.PLAN_SHRINK === 'no', ...limit },
      );
      expect(count.compared).toBeGreaterThanOrEqual(runs);
      console.info(`${stand.name}, ${what}: ${JSON.stringify(count)}`);
      expect(count.unplanned).toBeLessThan(runs / 50);
      expect(count.refused).toBeLessThan(stand.name === 'travel' ? runs / 10 : 1);
      expect(count.asApolloIs / (count.compared - count.contextual)).toBeGreaterThan(rate === 0 ? 0.95 : 0.5);
      if (stand.name === 'travel') expect(count.contextual).toBeGreaterThan(runs / 5);
    },
    600_000,
  );
});
