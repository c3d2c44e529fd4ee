import { type DocumentNode, parse } from 'graphql';
import type { ContextSdl } from '../context-sdl.ts';
import { type Finding, placesOf } from '../finding.ts';
import {
  pageInfoShareable,
  rootFieldUnique,
  sharedDescription,
  sharedEnumValues,
  sharedScalarSame,
} from './agreement.ts';
import { argumentBounded, described } from './description.ts';
import { deprecationReason, directiveComposed, directiveSurvives, listSized, listSizeInt } from './directive.ts';
import { entityNeedsKey, entityOwner, stubNotResolvable } from './entity.ts';
import { createGraph } from './graph.ts';
import { liveNames } from './live.ts';
import { naming, noFloat } from './naming.ts';
import {
  contributedFieldNullable,
  entityFieldNullable,
  entityReferenceNullable,
  rootQueryNullable,
} from './nullability.ts';
import { requiredFieldOpen, requiresWithoutArguments } from './requirement.ts';
import type { Rule } from './rule.ts';

/** Every rule of the graph, in the order `schema/README.md` lists them. */
export const rules: readonly Rule[] = [
  rootQueryNullable,
  contributedFieldNullable,
  entityReferenceNullable,
  entityFieldNullable,
  entityOwner,
  entityNeedsKey,
  stubNotResolvable,
  rootFieldUnique,
  pageInfoShareable,
  sharedEnumValues,
  sharedScalarSame,
  sharedDescription,
  directiveComposed,
  directiveSurvives,
  liveNames,
  requiresWithoutArguments,
  requiredFieldOpen,
  listSizeInt,
  listSized,
  argumentBounded,
  described,
  deprecationReason,
  naming,
  noFloat,
];

/**
 * Holds the contexts to the rules of the graph. `supergraph` is what they compose to, null where they do not; the rules that read it are then left
 * out. Findings come in order of file and line.
 */
export function lint(contexts: readonly ContextSdl[], supergraph: string | null): Finding[] {
  const composed: DocumentNode | null = supergraph === null ? null : parse(supergraph, { noLocation: true });
  const graph = createGraph(contexts, composed);
  const findings = rules.flatMap((rule) =>
    [...rule.check(graph)].map(({ message, nodes }) => ({ rule: rule.id, message, places: placesOf(nodes) })),
  );
  return findings.sort(byPlace);
}

function byPlace(a: Finding, b: Finding): number {
  const [left, right] = [a.places[0], b.places[0]];
  if (!left || !right) return Number(!left) - Number(!right);
  return left.file.localeCompare(right.file) || left.line - right.line || left.column - right.column;
}
