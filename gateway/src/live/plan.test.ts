import { describe, expect, it } from '@jest/globals';
import { weatherSupergraph } from '../../tests/weather.ts';
import { openGraph } from '../graph.ts';
import { readSharing, undeclared } from './directive.ts';
import { readElements } from './elements.ts';
import { withLiveFields } from './graph.ts';
import { createPreparation, type Prepared } from './prepare.ts';

const graph = withLiveFields(openGraph(weatherSupergraph()));
const limits = { tokens: 500, documents: 10, documentCharacters: 10_000 };

const planned = (text: string, name: string | null = null): Exclude<Prepared, string> => {
  const prepared = createPreparation(graph, limits)(text, name);
  if (prepared === 'answered at once') throw new Error('expected a subscription');
  return prepared;
};

describe('what a field declares about sharing', () => {
  it('is read back out of the composed supergraph, defaults included', () => {
    expect(graph.live.get('readings')).toEqual({
      split: 'ids',
      key: 'id',
      seq: 'seq',
      epoch: 'run',
      gap: 'gap',
      keep: 'alarms',
      stale: { field: 'mood', value: 'OLD' },
      delivery: 'NEWEST',
      scope: 'PUBLIC',
    });
    expect(graph.live.get('beeps')).toMatchObject({ delivery: 'EVERY', scope: 'PUBLIC', split: null });
    expect(graph.live.get('secret')).toMatchObject({ delivery: 'NEWEST', scope: 'VIEWER' });
  });

  it('is nothing where there is no directive: complete, and shared with nobody', () => {
    const foreign = withLiveFields(openGraph(weatherSupergraph(false)));
    expect(foreign.live.get('readings')).toBe(undeclared);
    expect(undeclared).toMatchObject({ delivery: 'EVERY', scope: 'READER' });
    const field = graph.supergraph.getQueryType()!.getFields().place!;
    expect(readSharing(field.astNode!)).toBe(undeclared);
  });
});

describe('the plan of a subscription', () => {
  it('asks upstream for one element, namelessly, with what is needed to read the event', () => {
    const { plan } = planned('subscription Mine($all: [ID!]!) { readings(ids: $all) { celsius } }');
    expect(plan.subgraph).toBe('sensors');
    expect(plan.upstreamText.replace(/\s+/g, ' ')).toBe(
      'subscription ($element: [ID!]!) { readings(ids: $element) { celsius live_key: id live_seq: seq live_epoch: run live_gap: gap { __typename } live_keep: alarms } }',
    );
    expect(plan.upstreamVariables).toEqual(['element']);
    expect(plan.joined).toEqual([]);
  });

  it('knows where the state is written, through aliases and below joined entities', () => {
    const { plan } = planned(
      'subscription { now: readings(ids: []) { m: mood ...More station { reading { mood } place { name } } } } fragment More on Reading { mood }',
    );
    expect(plan.readings.statePaths).toEqual(
      expect.arrayContaining([
        ['now', 'm'],
        ['now', 'mood'],
        ['now', 'station', 'reading', 'mood'],
      ]),
    );
    expect(plan.joined).toEqual(['places']);
  });

  it('is the same for documents that differ in names, layout and the way the list is given', () => {
    const prepare = createPreparation(graph, limits);
    const plans = [
      'subscription A($ids: [ID!]!) { readings(ids: $ids) { celsius } }',
      'subscription B { readings(ids: ["a", "b"]) { celsius } }',
      'subscription   { readings(ids: "a") {   celsius, } }',
    ].map((text) => prepare(text, null));
    const keys = plans.map((prepared) => (prepared === 'answered at once' ? null : prepared.plan.key));
    expect(new Set(keys).size).toBe(1);
    expect(planned('subscription { readings(ids: []) { id } }').plan.key).not.toBe(keys[0]);
  });

  it('keeps clear of a client’s own variable of the same name', () => {
    const { plan } = planned(
      'subscription ($element: Boolean!) { readings(ids: ["a"]) { celsius @include(if: $element) id } }',
    );
    expect(plan.upstreamVariables).toEqual(expect.arrayContaining(['element', 'element_']));
  });

  it('finds the root field in a fragment, and reads only the chosen operation', () => {
    const text =
      'subscription A { ...R } subscription B { beeps(to: 1) { number } } fragment R on Subscription { readings(ids: []) { id } }';
    expect(planned(text, 'A').plan.sharing.split).toBe('ids');
    expect(planned(text, 'B').plan.sharing.delivery).toBe('EVERY');
  });

  it('leaves queries and mutations to others, and forgets the document used longest ago', () => {
    const prepare = createPreparation(graph, { ...limits, documents: 1 });
    expect(prepare('{ sensorCount }', null)).toBe('answered at once');
    const first = prepare('subscription { readings(ids: []) { id } }', null);
    expect(prepare('subscription { readings(ids: []) { id } }', null)).toBe(first);
    prepare('subscription { beeps(to: 1) { number } }', null);
    expect(prepare('subscription { readings(ids: []) { id } }', null)).not.toBe(first);
  });
});

describe('the elements of a subscription', () => {
  const text =
    'subscription ($ids: [ID!]!, $deep: Boolean = true) { readings(ids: $ids) { id station @include(if: $deep) { id } } }';
  const elements = (given: Record<string, unknown>, most = 5) => {
    const { texts, variables } = readElements(planned(text).subscription, given, most);
    return texts.map(variables);
  };

  it('are one for each distinct one of the list, with the other variables and their defaults', () => {
    expect(elements({ ids: ['a', 'A', 'a', 5] })).toEqual([
      { deep: true, element: ['a'] },
      { deep: true, element: ['A'] },
      { deep: true, element: ['5'] },
    ]);
  });

  it('are one stream in all where the list is empty: what that means is the subgraph’s to say', () => {
    expect(elements({ ids: [], deep: false })).toEqual([{ deep: false, element: [] }]);
  });

  it('are refused above the bound, counted as they were asked for', () => {
    expect(() => elements({ ids: ['a', 'a', 'a'] }, 2)).toThrow('`ids`: expected at most 2 elements, came 3');
  });

  it('are refused where the variables do not fit', () => {
    expect(() => elements({ ids: 'a', deep: 'yes' })).toThrow();
    expect(elements({ ids: 'a', __proto__: { deep: false } })).toEqual([{ deep: true, element: ['a'] }]);
  });
});
