import { type DocumentNode, Kind } from 'graphql';
import { badOperation, beyondLimit, type OperationLimits } from './limits.ts';
import { merge } from './repeats.ts';
import { measure, type Size } from './shape.ts';

/**
 * Refuses a document that is too large, before validation and planning, whose time grows faster than the text. Throws a `Refusal` that says what there
 * is too much of, or a `GraphQLError` where a fragment spreads itself or an alias or a variable is not safe to use as a name.
 */
export function checkShape(document: DocumentNode, limits: OperationLimits): void {
  const count = (kind: Kind) => document.definitions.filter((node) => node.kind === kind).length;
  if (count(Kind.OPERATION_DEFINITION) > limits.operations) throw beyondLimit('too many operations beside it');
  if (count(Kind.FRAGMENT_DEFINITION) > limits.fragments) throw beyondLimit('too many fragments');
  const shape = measure(document);
  if (shape.cycle !== null) throw badOperation('Expected fragments that do not spread themselves, came one that does');
  if (shape.unfitName !== null) throw badOperation('Expected aliases and variables with plain names');
  if (shape.directivesOfOneNode > limits.directivesOfOneNode) throw beyondLimit('too many directives at one place');
  let selections = 0;
  for (const [node, size] of shape.sizes) {
    if (size.selections > limits.selections) throw beyondLimit('too many fields');
    if (node.kind === Kind.OPERATION_DEFINITION) checkOperation(size, limits);
    selections += size.selections;
  }
  if (selections > limits.allSelections) throw beyondLimit('too many fields');
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION && node.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const { rootFields, repeats } = merge(node.selectionSet, shape.fragments);
    if (repeats > limits.repeats) throw beyondLimit('too many repeated fields');
    if (node.kind === Kind.OPERATION_DEFINITION && rootFields > limits.rootFields)
      throw beyondLimit('too many fields at its root');
  }
}

function checkOperation(size: Size, limits: OperationLimits): void {
  if (size.depth > limits.depth) throw beyondLimit('too many levels');
  if (size.introspection > limits.introspection) throw beyondLimit('too many levels of introspection');
  if (size.aliases > limits.aliases) throw beyondLimit('too many aliases');
  if (size.directives > limits.directives) throw beyondLimit('too many directives');
}
