import type { GraphQLFormattedError } from 'graphql';
import { copy } from '../plan/merge.ts';
import type { SubgraphAnswer } from '../to-subgraph/subgraph.ts';
import type { EntityGroup } from './entity-fetch.ts';
import type { Kept } from './entity-store.ts';

/** One entity that a request asks for. */
export interface Place {
  readonly group: EntityGroup;
  readonly index: number;
  readonly representation: unknown;
  /** Null where it cannot be kept. */
  readonly id: string | null;
  readonly kept: Kept | null;
}

/** What came of one entity. */
export interface EntityAnswer {
  readonly entity: unknown;
  /** Of this entity; their paths start at it. */
  readonly errors: readonly GraphQLFormattedError[];
  /** Why the whole request, and so this entity, has no answer; the same object for every entity of it. */
  readonly failure: GraphQLFormattedError | null;
  /** Whether it may be kept. */
  readonly isWhole: boolean;
}

const isEntityPath = (path: readonly (string | number)[] | undefined): path is [string, number] =>
  path !== undefined && path.length >= 2 && typeof path[1] === 'number';

const relative = ({ path, ...error }: GraphQLFormattedError): GraphQLFormattedError => ({
  ...error,
  path: isEntityPath(path) ? path.slice(2) : [],
});

/** Takes the answer to a request apart, `sent` being the entities of each of its groups in the order they were sent in. */
export function readEntities(answer: SubgraphAnswer, sent: readonly (readonly Place[])[]): Map<Place, EntityAnswer> {
  const { data, errors = [] } = answer;
  const answers = new Map<Place, EntityAnswer>();
  for (const members of sent) {
    const key = members[0]?.group.responseKey ?? '';
    const entities = data?.[key];
    const isList = Array.isArray(entities) && entities.length === members.length;
    const ofNone = errors.find(({ path }) => !isList || !isEntityPath(path));
    const failure = ofNone ? relative(ofNone) : null;
    members.forEach((place, at) => {
      const own = isList
        ? errors.filter(({ path }) => isEntityPath(path) && path[0] === key && path[1] === at).map(relative)
        : [];
      const entity: unknown = isList ? (entities[at] ?? null) : null;
      answers.set(place, { entity, errors: own, failure, isWhole: isList && own.length === 0 && failure === null });
    });
  }
  return answers;
}

/** Puts the answer to a request together. A failure that several entities share is told once, at the first of them. */
export function writeEntities(
  groups: readonly EntityGroup[],
  answers: readonly (readonly [Place, EntityAnswer])[],
): SubgraphAnswer {
  const data: Record<string, unknown[]> = Object.fromEntries(groups.map(({ responseKey }) => [responseKey, []]));
  const errors: GraphQLFormattedError[] = [];
  const told = new Set<GraphQLFormattedError>();
  for (const [{ group, index }, answer] of answers) {
    const failures = answer.failure && !told.has(answer.failure) ? [answer.failure] : [];
    for (const failure of failures) told.add(failure);
    data[group.responseKey]![index] = copy(answer.entity);
    for (const error of [...answer.errors, ...failures])
      errors.push({ ...error, path: [group.responseKey, index, ...(error.path ?? [])] });
  }
  return errors.length > 0 ? { data, errors } : { data };
}
