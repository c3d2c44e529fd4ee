import type { Viewer } from '@lzstock/kit/viewer';
import { GraphQLError, OperationTypeNode } from 'graphql';
import type { Graph } from '../graph.ts';
import { createFill, type Filled, type Path } from './answer.ts';
import { type Policies, type Requirement, satisfies } from './requirement.ts';
import { type Asked, type Remainder, requirementsOf, withhold } from './withhold.ts';

/** What a viewer is told of an operation, where that is not all of it. */
export interface Permitted extends Remainder {
  /** Puts null where something was withheld. */
  readonly fill: (data: Record<string, unknown> | null) => Filled;
  /** Equal for equal operations of which the same is withheld. */
  readonly key: string;
}

/** Judges what viewers may be told of operations of one graph. */
export interface Authorise {
  /** Null where the viewer may be told all of it. The same object for whoever may be told the same of the same operation. */
  judge(asked: Asked, viewer: Viewer): Permitted | null;
}

interface Judged {
  readonly needed: readonly Requirement[];
  readonly permitted: Map<string, Permitted>;
}

const mostOfOne = 16;

/** Reads each operation's requirements once; for each set of them that is missing, filters it once. */
export function createAuthorise(graph: Graph, policies: Policies): Authorise {
  const { api, protection } = graph;
  const known = new WeakMap<Asked['operation'], Judged>();

  function judged(asked: Asked): Judged {
    const before = known.get(asked.operation);
    if (before) return before;
    const now = { needed: requirementsOf(asked, api, protection), permitted: new Map<string, Permitted>() };
    known.set(asked.operation, now);
    return now;
  }

  function remaining(asked: Asked, missing: readonly string[]): Permitted {
    const remainder = withhold(asked, api, protection, new Set(missing));
    return { ...remainder, key: missing.join(), fill: createFill(remainder, api) };
  }

  return {
    judge(asked, viewer) {
      if (!protection.any) return null;
      const { needed, permitted } = judged(asked);
      const missing = needed.filter((each) => !satisfies(viewer, each, policies)).map(({ id }) => id);
      if (missing.length === 0) return null;
      const key = missing.join();
      const before = permitted.get(key);
      if (before) return before;
      const now = remaining(asked, missing);
      if (permitted.size >= mostOfOne) permitted.delete(permitted.keys().next().value!);
      permitted.set(key, now);
      return now;
    },
  };
}

/** The refusal of one part of an answer; it tells nothing of what is there. */
export const withheldError = ({ id }: Viewer, path: Path): GraphQLError =>
  id === null
    ? new GraphQLError('Sign in to see this', { path, extensions: { code: 'UNAUTHENTICATED' } })
    : new GraphQLError('Your sign-in does not allow this', { path, extensions: { code: 'FORBIDDEN' } });

/** Refusals of a whole operation: where what is withheld is a mutation, or the stream that a subscription asks for, nothing of it is run. */
export function wholeRefusals({ operation, roots }: Permitted, viewer: Viewer): readonly GraphQLError[] {
  return operation.operation === OperationTypeNode.QUERY ? [] : roots.map((key) => withheldError(viewer, [key]));
}
