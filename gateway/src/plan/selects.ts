import type { FetchNode } from '@apollo/query-planner';
import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  Kind,
  parse,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { typeCondition } from './object-type.ts';
import type { Route } from './place.ts';

/** A value below an object of the answer. */
export interface Selected {
  /** Response names on the way to the object. */
  readonly place: readonly string[];
  /** From there fields as the graph names them, and type conditions as rewrites write them. */
  readonly path: readonly string[];
}

const onType = '... on ';

/** A route without its lists. */
export const fields = (route: Route): string[] => route.filter((step) => step !== '@');

/** How a fetch asks for a value: as it is, or another field, or with arguments, under a name on the way to it; null where it does not. */
export type Asks = 'plainly' | 'otherwise' | null;

/** Tells how a fetch that is joined at `place` asks for values. */
export function compileSelects(
  supergraph: GraphQLSchema,
  { operation: query, outputRewrites = [] }: FetchNode,
  place: readonly string[],
): (wanted: Selected) => Asks {
  const { definitions } = parse(query, { noLocation: true });
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of definitions) if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const operation = definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)!;
  const [top] = operation.selectionSet.selections;
  const isEntities = top?.kind === Kind.FIELD && top.name.value === '_entities';
  const root = (isEntities && top.selectionSet) || operation.selectionSet;
  const renamed = new Map(
    outputRewrites.map((rewrite) => [rewrite.path.at(-1), rewrite.kind === 'KeyRenamer' && rewrite.renameKeyTo]),
  );
  const responseName = ({ alias, name }: FieldNode) => renamed.get(alias?.value) || (alias ?? name).value;
  const meet = (one: string, other: string): boolean =>
    typeCondition(supergraph, one)(other) || typeCondition(supergraph, other)(one);

  function* toPlace(set: SelectionSetNode, way: readonly string[], path: readonly string[]): Generator<Asks> {
    const [name, ...rest] = way;
    if (name === undefined) yield* below(set, path);
    else
      for (const node of set.selections)
        if (node.kind !== Kind.FIELD) yield* toPlace(fragmentOf(node), way, path);
        else if (responseName(node) === name && node.selectionSet) yield* toPlace(node.selectionSet, rest, path);
  }

  function* below(set: SelectionSetNode, path: readonly string[]): Generator<Asks> {
    const condition = path[0]?.startsWith(onType) ? path[0].slice(onType.length) : null;
    const [name, ...rest] = path.filter((step) => !step.startsWith(onType));
    for (const node of set.selections) {
      if (node.kind !== Kind.FIELD) {
        const on = conditionOf(node);
        if (condition === null || on === undefined || meet(condition, on)) yield* below(fragmentOf(node), path);
      } else if (responseName(node) === name) {
        if (name !== node.name.value || node.arguments?.length) yield 'otherwise';
        else if (rest.length === 0) yield 'plainly';
        else if (node.selectionSet) yield* below(node.selectionSet, rest);
      }
    }
  }

  type Fragment = Exclude<SelectionSetNode['selections'][number], FieldNode>;
  const resolve = (node: Fragment) => (node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value)! : node);
  const fragmentOf = (node: Fragment) => resolve(node).selectionSet;
  const conditionOf = (node: Fragment) => resolve(node).typeCondition?.name.value;

  return (wanted) => {
    if (place.some((name, at) => wanted.place[at] !== name)) return null;
    const ways = new Set(toPlace(root, wanted.place.slice(place.length), wanted.path));
    if (ways.has('otherwise')) return 'otherwise';
    return ways.has('plainly') ? 'plainly' : null;
  };
}

/** Whether a fetch uses a variable where no `@skip(if: true)` or `@include(if: false)` leaves it out. */
export function usesVariable({ operation }: FetchNode, name: string): boolean {
  let used = false;
  const leave = (node: FieldNode | InlineFragmentNode | FragmentSpreadNode) => (isLeftOut(node) ? false : undefined);
  visit(parse(operation, { noLocation: true }), {
    VariableDefinition: () => false,
    Field: leave,
    InlineFragment: leave,
    FragmentSpread: leave,
    Variable(node) {
      used ||= node.name.value === name;
    },
  });
  return used;
}

const isLeftOut = ({ directives = [] }: { readonly directives?: readonly DirectiveNode[] }): boolean =>
  directives.some(({ name, arguments: given }) => {
    const value = given?.[0]?.value;
    return value?.kind === Kind.BOOLEAN && value.value === (name.value === 'skip');
  });
