import type { QueryName } from './graph/queries.ts';

export type ScenarioName = 'small' | 'entities' | 'heavy' | 'identical';

/** One question and how it is put. */
export interface Scenario {
  readonly name: ScenarioName;
  readonly title: string;
  readonly query: QueryName;
  readonly unique: boolean;
  readonly connections: number;
}

/** Light before heavy, so that each one's peak of memory is its own. */
export const scenarios: readonly Scenario[] = [
  { name: 'small', title: 'small: one field of one subgraph', query: 'small', unique: true, connections: 32 },
  {
    name: 'entities',
    title: 'entities: 20 quotes, each with its company of another subgraph',
    query: 'entities',
    unique: true,
    connections: 32,
  },
  {
    name: 'heavy',
    title: 'heavy: 87 KB, 16 fetches in the plan',
    query: 'heavy',
    unique: true,
    connections: 16,
  },
  {
    name: 'identical',
    title: 'identical: the heavy query, nothing to tell two requests apart',
    query: 'heavy',
    unique: false,
    connections: 64,
  },
];
