import { describe, expect, it } from '@jest/globals';
import { createLog } from '@lzstock/kit/log';
import type { ExecutionResult } from 'graphql';
import { weatherSupergraph } from '../../tests/weather.ts';
import { openGraph } from '../graph.ts';
import type { OperationContext } from '../operation/operation.ts';
import { createRunner } from '../operation/run.ts';
import type { SubgraphAnswer } from '../to-subgraph/subgraph.ts';
import { createCompletion } from './complete.ts';
import { readEvent } from './event.ts';
import { withLiveFields } from './graph.ts';
import { defaultLimits } from './limits.ts';
import type { LivePlan } from './plan.ts';
import { createPreparation } from './prepare.ts';

const graph = withLiveFields(openGraph(weatherSupergraph()));
const log = createLog({ name: 'test', level: 'silent' });

function plan(text: string): LivePlan {
  const prepared = createPreparation(graph, defaultLimits)(text, null);
  if (prepared === 'answered at once') throw new Error('expected a subscription');
  return prepared.plan;
}

/** Completes events; everything that is asked of a joined subgraph gets the same answer. */
function completion(answer: SubgraphAnswer) {
  const asked: OperationContext[] = [];
  let fellBack = 0;
  const complete = createCompletion({
    toSubgraph: () => ({
      async ask(_, context) {
        asked.push(context);
        return structuredClone(answer);
      },
    }),
    run: createRunner({ mergeFetches: false, fellBack: () => fellBack++, log }),
    formatErrors: (errors) => errors.map((error) => error.toJSON()),
  });
  const run = (of: LivePlan, result: ExecutionResult, variables = {}) =>
    complete(of, readEvent(result, of.readings), variables, { id: 'ann' });
  return { run, asked, fallbacks: () => fellBack };
}

const station = { __typename: 'Station', id: 'a' };
const reading = {
  id: 'a',
  celsius: 3,
  mood: 'FRESH',
  station,
  live_key: 'a',
  live_seq: 1,
  live_epoch: 'r',
  live_gap: null,
};
const joined = plan('subscription { readings(ids: []) { celsius where: station { place { name } } } }');
const place: SubgraphAnswer = { data: { _entities: [{ __typename: 'Station', place: { name: 'A' } }] } };

const plans: Record<string, LivePlan> = {
  'fields of the event': plan('subscription { now: readings(ids: []) { celsius mood id again: celsius } }'),
  'joined fields': plan('subscription { readings(ids: []) { celsius station { id place { name } } } }'),
  'fields of two others, one after the other': plan(
    'subscription ($deep: Boolean! = true) { readings(ids: []) { ...R } } fragment R on Reading { station { note @include(if: $deep) place { name } reading { celsius } } }',
  ),
};
const events: Record<string, ExecutionResult> = {
  'a value': { data: { readings: reading, now: { ...reading, again: 3 } } },
  nothing: { data: { readings: null, now: null } },
  'an error': { data: null, errors: [{ message: 'broken', path: ['readings'] } as never] },
  'half a value': {
    data: { readings: { ...reading, celsius: null, station: null }, now: { ...reading, celsius: null, mood: 'NEW' } },
    errors: [{ message: 'celsius is broken', path: ['readings', 'celsius'], extensions: { code: 'X' } } as never],
  },
};
const answers: Record<string, SubgraphAnswer> = {
  'what it should': place,
  'an entity that is not there': { data: { _entities: [null] } },
  'an error at a field': {
    data: { _entities: [{ __typename: 'Station', place: null }] },
    errors: [{ message: 'no place', path: ['_entities', 0, 'place'], extensions: { code: 'Y' } }],
  },
  nothing: { data: null, errors: [{ message: 'away', path: ['_entities', 0, 'place'] }] },
};
const cases = Object.keys(plans).flatMap((of) =>
  Object.keys(events).flatMap((event) => Object.keys(answers).map((answer) => [of, event, answer] as const)),
);

describe('an event', () => {
  it.each(cases)(
    "is completed as by Apollo's executor: %s, of %s, where others answer %s",
    async (of, event, answer) => {
      const { run, fallbacks } = completion(answers[answer]!);
      const ours = await run(plans[of]!, events[event]!);
      const { completion: completed } = plans[of]!;
      expect(completed.compiled).not.toBeNull();
      expect(fallbacks()).toBe(0);
      const theirs = await run({ ...plans[of]!, completion: { ...completed, compiled: null } }, events[event]!);
      expect(fallbacks()).toBe(1);
      expect(JSON.parse(JSON.stringify(ours))).toEqual(JSON.parse(JSON.stringify(theirs)));
    },
  );

  it('keeps what it was told though something is joined to it, and is completed with eyes of its own each time', async () => {
    const { run, asked } = completion(place);
    const event = { data: { readings: reading, where: station } };
    const before = JSON.stringify(event);
    const aliased = { data: { readings: { ...reading, where: station } } };
    const results = [await run(joined, aliased), await run(joined, aliased)];
    for (const { data } of results) expect(data).toEqual({ readings: { celsius: 3, where: { place: { name: 'A' } } } });
    expect(JSON.stringify(event)).toBe(before);
    expect(aliased.data.readings.where).toEqual({ __typename: 'Station', id: 'a' });
    expect(asked.map(({ viewer }) => viewer)).toEqual([{ id: 'ann' }, { id: 'ann' }]);
    expect(asked[0]).not.toBe(asked[1]);
  });

  it("of a plan that cannot be compiled is left to Apollo's executor, and counted", async () => {
    const odd = plan(
      'subscription ($representations: Boolean!) { readings(ids: [], everyAlarm: $representations) { celsius station { place { name } } } }',
    );
    expect(odd.completion.compiled).toBeNull();
    const { run, fallbacks } = completion(place);
    const { data } = await run(odd, events['a value']!, { representations: true });
    expect(data).toEqual({ readings: { celsius: 3, station: { place: { name: 'A' } } } });
    expect(fallbacks()).toBe(1);
  });
});
