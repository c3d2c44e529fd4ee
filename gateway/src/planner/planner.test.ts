import { Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { createPlan } from './planner.ts';
import { composeRing, rings } from './testing/ring.ts';

const hostile = `{ ring { ${rings(2)} } }`;
const neighbours = [
  '{ ring { own0 } }',
  '{ ring { both1 next0 { own0 } } }',
  'query A { ring { k0 } } query B { ring { k1 } }',
];
const refusal = expect.objectContaining({
  name: 'Refusal',
  code: 'OPERATION_LIMIT',
  message: expect.not.stringMatching(/\d/),
});

describe('planning within a time', () => {
  let source: Supergraph;
  beforeAll(() => {
    source = Supergraph.build(composeRing());
  });

  function open(now?: () => number) {
    const planner = new QueryPlanner(source);
    const own = planner.buildQueryPlan.bind(planner);
    let planned = 0;
    planner.buildQueryPlan = (...asked) => {
      planned++;
      return own(...asked);
    };
    const plan = createPlan(planner, source.apiSchema(), now);
    return {
      plan: (text: string, budgetMs?: number, operationName?: string) =>
        plan({ document: parse(text), operationName }, budgetMs),
      /** How often since it was asked last. */
      planned() {
        const many = planned;
        planned = 0;
        return many;
      },
    };
  }

  it('refuses what takes longer, and plans others', () => {
    const { plan } = open();
    expect(() => plan(hostile, 20)).toThrow(refusal);
    expect(plan(neighbours[0]!, 10_000).node).toMatchObject({ kind: 'Fetch', serviceName: 'ring0' });
  });

  it('does not try again what was refused, however it is written, until a second is over, and a minute the next time', () => {
    let now = 0;
    const { plan, planned } = open(() => now);
    expect(() => plan(hostile, 20)).toThrow(refusal);
    expect(planned()).toBeGreaterThan(0);
    for (const again of [hostile, `${hostile} # again`, hostile.replaceAll(' ', '\n,')])
      expect(() => plan(again, 20)).toThrow(refusal);
    expect(planned()).toBe(0);
    for (const next of [1_001, 61_002, 121_003]) {
      now = next - 2;
      expect(() => plan(hostile, 20)).toThrow(refusal);
      expect(planned()).toBe(0);
      now = next;
      expect(() => plan(hostile, 20)).toThrow(refusal);
      expect(planned()).toBeGreaterThan(0);
    }
  });

  it('plans the same as before wherever it was stopped', () => {
    const { plan } = open();
    for (let budget = 1; budget < 60; budget += 3) {
      try {
        plan(`{ ring { ${rings(1)} a${budget}: own0 } }`, budget);
      } catch (error) {
        expect(error).toEqual(refusal);
      }
    }
    const untouched = open();
    for (const text of [...neighbours.slice(0, 2), `{ ring { ${rings(1)} } }`])
      expect(plan(text)).toEqual(untouched.plan(text));
    expect(plan(neighbours[2]!, undefined, 'B')).toEqual(untouched.plan(neighbours[2]!, undefined, 'B'));
  });

  it('takes its time where it has any', () => {
    expect(open().plan(`{ ring { ${rings(0)} } }`).node).toBeDefined();
  });
});
