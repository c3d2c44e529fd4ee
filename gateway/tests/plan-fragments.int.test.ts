import { isDeepStrictEqual } from 'node:util';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse, validate } from 'graphql';
import { compilePlan } from '../src/plan/compile.ts';
import { runPlan } from '../src/plan/run-plan.ts';
import { runApollo } from './plan/apollo.ts';
import { generateOperation } from './plan/generate.ts';
import { openStand } from './plan/stand.ts';
import { openWhole } from './plan/whole.ts';
import { compose } from './plan/worlds.ts';

const runs = Number(process.env.PLAN_RUNS ?? 350);
const seed = Number(process.env.PLAN_SEED ?? 20_261_128);
const chances = { empty: 0.08, thrown: 0 };
const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';

/** Apollo's planner gives a field the place of another by such an alias; introspection is not what one subgraph would say. */
const leftToApollo = /\bid: |__schema/;

/**
 * Objects of which much is known by their place, and of whose fields their interfaces allow more than they do. All may be null: of fields that differ in
 * that, Apollo's planner renames one, which then takes the place of the other.
 */
const kennel = compose('kennel', {
  home: `${link}
    interface Being { id: ID! name: String }
    interface Owner { pet: Being any: Pet others: [Being] }
    union Pet = Dog | Cat
    type Dog implements Being @key(fields: "id") { id: ID! name: String owner: Owner bark: Int }
    type Cat implements Being @key(fields: "id") { id: ID! name: String owner: Adult! }
    type Child implements Being & Owner @key(fields: "id") { id: ID! name: String pet: Dog any: Dog others: [Dog] parent: Adult }
    type Adult implements Being & Owner @key(fields: "id") { id: ID! name: String pet: Child any: Cat others: [Being] }
    type Query { child: Child adults: [Adult!] owner: Owner pets: [Pet] }
  `,
  street: `${link}
    interface Walker { walks: [Walker] with: Walker }
    type Dog implements Walker @key(fields: "id") { id: ID! walks: [Dog] with: Adult }
    type Adult implements Walker @key(fields: "id") { id: ID! walks: [Walker] with: Dog }
    type Query { dog: Dog }
  `,
});

it('operations full of fragments come to what one subgraph would answer', async () => {
  const stand = openStand(kennel, chances);
  const answer = openWhole(kennel, chances);
  let otherwise = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.noBias(fc.array(fc.nat({ max: 9_999 }), { minLength: 60, maxLength: 300, size: 'max' })),
      async (choices) => {
        const { text, variables } = generateOperation(stand.graph.api, choices, false, true);
        fc.pre(validate(stand.graph.api, parse(text)).length === 0 && !leftToApollo.test(text));
        const planned = stand.plan(text);
        const fetch = stand.fetch('', 0);
        const { data, errors } = await runPlan(compilePlan(stand.graph, planned.plan, planned)!, variables, fetch);
        const whole = await answer(text, variables);
        if (errors || !isDeepStrictEqual(JSON.parse(JSON.stringify(data)), whole))
          expect({ text, variables, data, errors }).toEqual({ text, variables, data: whole });
        const theirs = await runApollo('asItIs', stand.graph, planned, variables, fetch);
        otherwise += isDeepStrictEqual(JSON.parse(JSON.stringify(theirs.data)), whole) ? 0 : 1;
      },
    ),
    { numRuns: runs, seed, maxSkipsPerRun: 1_000, endOnFailure: process.env.PLAN_SHRINK === 'no' },
  );
  console.info(`${otherwise} operations that Apollo’s executor answers otherwise`);
  expect(otherwise).toBeGreaterThan(0);
}, 600_000);
