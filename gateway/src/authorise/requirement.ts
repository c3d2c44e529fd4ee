import type { Viewer } from '@lzstock/kit/viewer';
import type { ConstDirectiveNode, ConstValueNode } from 'graphql';
import { Kind } from 'graphql';

/** One thing that a viewer must have to be told something. */
export interface Requirement {
  readonly kind: 'authenticated' | 'scopes' | 'policies';
  /** Words of which one group is needed as a whole; empty where being signed in is enough. */
  readonly anyOf: readonly (readonly string[])[];
  /** Equal for equal requirements. */
  readonly id: string;
}

/** Whether a policy of the graph allows this viewer. Policies that are not known are to be denied. */
export type Policies = (viewer: Viewer, policy: string) => boolean;

/** Names that the three directives go by in a supergraph. */
export type DirectiveKinds = ReadonlyMap<string, Requirement['kind']>;

const requirement = (kind: Requirement['kind'], anyOf: readonly (readonly string[])[]): Requirement => ({
  kind,
  anyOf,
  id: JSON.stringify([kind, ...anyOf]),
});

const itemsOf = (value: ConstValueNode | undefined): readonly ConstValueNode[] =>
  value?.kind === Kind.LIST ? value.values : value ? [value] : [];

/** What a place's directives ask for; several ask for all of it. A directive without words asks for what nobody has. */
export function readRequirements(
  directives: readonly ConstDirectiveNode[] | undefined,
  kinds: DirectiveKinds,
): Requirement[] {
  return (directives ?? []).flatMap((directive) => {
    const kind = kinds.get(directive.name.value);
    if (!kind) return [];
    if (kind === 'authenticated') return [requirement(kind, [])];
    const groups = itemsOf(directive.arguments?.find(({ name }) => name.value === kind)?.value);
    const words = groups.map((group) =>
      itemsOf(group).map((word) => (word.kind === Kind.STRING || word.kind === Kind.ENUM ? word.value : '')),
    );
    return [requirement(kind, words)];
  });
}

/** Whether a viewer has what is asked for. */
export function satisfies(viewer: Viewer, { kind, anyOf }: Requirement, policies: Policies): boolean {
  if (kind === 'policies') return anyOf.some((group) => group.every((policy) => policies(viewer, policy)));
  if (viewer.id === null) return false;
  return kind === 'authenticated' || anyOf.some((group) => group.every((scope) => viewer.scopes?.includes(scope)));
}
