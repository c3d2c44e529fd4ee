import { type DirectiveNode, type FieldDefinitionNode, type GraphQLSchema, valueFromASTUntyped } from 'graphql';

/** What a subscription field declares about sharing, from `@live` in the supergraph. Fields are names in the event's type. */
export interface Sharing {
  /** The list argument whose elements are streams of their own. */
  readonly split: string | null;
  readonly key: string | null;
  readonly seq: string | null;
  readonly epoch: string | null;
  readonly gap: string | null;
  /** A value in which this field is neither null nor empty is never left out, whatever the delivery. */
  readonly keep: string | null;
  readonly stale: { readonly field: string; readonly value: unknown } | null;
  /** `NEWEST`: unread values may be replaced by newer ones. `EVERY`: nothing is left out. */
  readonly delivery: 'NEWEST' | 'EVERY';
  /** `PUBLIC`: every viewer sees the same. `VIEWER`: nothing crosses viewers. `READER`: nothing is known, so nothing is shared at all. */
  readonly scope: 'PUBLIC' | 'VIEWER' | 'READER';
}

/** A field that declares nothing: every reader has an upstream of their own and gets all of it in order. */
export const undeclared: Sharing = {
  split: null,
  key: null,
  seq: null,
  epoch: null,
  gap: null,
  keep: null,
  stale: null,
  delivery: 'EVERY',
  scope: 'READER',
};

const directiveName = 'live';

const argumentsOf = (directive: DirectiveNode): Record<string, unknown> =>
  Object.fromEntries((directive.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));

/** Reads `@live` of one field; a field without it is `undeclared`. Arguments left out take the defaults of the directive's definition. */
export function readSharing(field: FieldDefinitionNode): Sharing {
  const directive = field.directives?.find(({ name }) => name.value === directiveName);
  if (!directive) return undeclared;
  const given = argumentsOf(directive);
  const text = (name: string): string | null => (typeof given[name] === 'string' ? (given[name] as string) : null);
  const staleField = text('staleField');
  const viewer = text('scope') === 'VIEWER';
  const every = text('delivery') === 'EVERY';
  return {
    split: text('split'),
    key: text('key'),
    seq: text('seq'),
    epoch: text('epoch'),
    gap: text('gap'),
    keep: text('keep'),
    stale: staleField === null ? null : { field: staleField, value: given.staleValue ?? null },
    delivery: every ? 'EVERY' : 'NEWEST',
    scope: viewer ? (every ? 'READER' : 'VIEWER') : 'PUBLIC',
  };
}

/** The sharing of every subscription field of a supergraph, by field name. */
export function readLiveFields(supergraph: GraphQLSchema): ReadonlyMap<string, Sharing> {
  const fields = supergraph.getSubscriptionType()?.getFields() ?? {};
  return new Map(
    Object.values(fields).map((field) => [field.name, field.astNode ? readSharing(field.astNode) : undeclared]),
  );
}
