import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  execute,
  type FieldDefinitionNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
} from 'graphql';
import { keyFields } from './keys.ts';
import { buildSubgraph, type Chances, type Read, type Tell, type Thing } from './subgraph.ts';
import type { World } from './worlds.ts';

type Composite = Extract<DefinitionNode, { fields?: readonly FieldDefinitionNode[] }>;

/**
 * Answers operations over a world as if it were one subgraph, in which each field looks its contexts up by itself: what every plan must come to where
 * nothing throws.
 */
export function openWhole(world: World, chances: Omit<Chances, 'thrown'>) {
  const documents = Object.values(world.subgraphs).map((text) => parse(text));
  const keys = keyFields(Object.values(world.subgraphs));
  const schema = buildSubgraph(united(documents), keys, { ...chances, thrown: 0 }, telling(documents));
  return async (text: string, variables: Record<string, unknown>): Promise<unknown> => {
    const { data, errors } = await execute({ schema, document: parse(text), variableValues: variables });
    if (errors) throw new AggregateError(errors);
    return JSON.parse(JSON.stringify(data));
  };
}

const definitionsOf = (documents: readonly DocumentNode[]): DefinitionNode[] =>
  documents.flatMap(({ definitions }) => definitions).filter(({ kind }) => kind !== Kind.SCHEMA_EXTENSION);

const isComposite = (node: DefinitionNode): node is Composite => 'fields' in node && 'name' in node;

const argumentOf = ({ arguments: given }: ConstDirectiveNode, name: string): string => {
  const value = given?.find((each) => each.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : '';
};

const directives = (node: { readonly directives?: readonly ConstDirectiveNode[] }, name: string) =>
  (node.directives ?? []).filter((each) => each.name.value === name);

/** One text of all subgraphs, in which every type has the fields that any of them gives it, and no directives. */
function united(documents: readonly DocumentNode[]): string {
  const found = new Map<string, DefinitionNode>();
  for (const node of definitionsOf(documents)) {
    if (!('name' in node) || !node.name) continue;
    const before = found.get(node.name.value);
    if (!isComposite(node)) {
      found.set(node.name.value, { ...node, directives: [] } as DefinitionNode);
      continue;
    }
    const own = new Map((before as Composite | undefined)?.fields?.map((each) => [each.name.value, each]) as never);
    for (const each of node.fields ?? [])
      if (directives(each as FieldDefinitionNode, 'external').length === 0)
        own.set(each.name.value, bare(each as never));
    const all = [before, node].flatMap((each) => (each && 'interfaces' in each ? (each.interfaces ?? []) : []));
    const interfaces = [...new Map(all.map((each) => [each.name.value, each])).values()];
    found.set(node.name.value, { ...node, directives: [], interfaces, fields: [...own.values()] } as never);
  }
  return [...found.values()].map(print).join('\n');
}

/** Without what contexts give. */
const bare = (field: FieldDefinitionNode): FieldDefinitionNode => ({
  ...field,
  directives: [],
  arguments: (field.arguments ?? []).filter((each) => directives(each, 'fromContext').length === 0),
});

/** What `@fromContext` tells the fields of a type, read from the nearest thing above that `@context` is written on. */
function telling(documents: readonly DocumentNode[]): Tell {
  const nodes = definitionsOf(documents).filter((node) => 'name' in node);
  const members = new Map<string, Set<string>>();
  for (const node of nodes)
    for (const each of directives(node as Composite, 'context')) {
      const name = (node as Composite).name.value;
      const union = node.kind === Kind.UNION_TYPE_DEFINITION ? (node.types ?? []).map((type) => type.name.value) : [];
      const below = nodes.filter(
        (other) => 'interfaces' in other && other.interfaces?.some((one) => one.name.value === name),
      );
      const all = [name, ...union, ...below.map((other) => (other as Composite).name.value)];
      const context = argumentOf(each, 'name');
      members.set(context, new Set([...(members.get(context) ?? []), ...all]));
    }
  const given = new Map<string, { argument: string; context: string; selection: SelectionSetNode }[]>();
  for (const node of nodes.filter(isComposite))
    for (const field of node.fields ?? [])
      for (const argument of ('arguments' in field && field.arguments) || [])
        for (const each of directives(argument, 'fromContext')) {
          const [, context, selection] = /^\$(\w+)\s*(.*)$/s.exec(argumentOf(each, 'field').trim()) ?? [];
          const text = selection!.startsWith('{') ? selection! : `{ ${selection} }`;
          const { selectionSet } = parse(text).definitions[0] as OperationDefinitionNode;
          const key = `${node.name.value}.${field.name.value}`;
          given.set(key, [
            ...(given.get(key) ?? []),
            { argument: argument.name.value, context: context!, selection: selectionSet },
          ]);
        }
  return (type, field, thing, read) => {
    const told = (given.get(`${type}.${field}`) ?? []).map(({ argument, context, selection }) => {
      let above = thing.above;
      while (above && !members.get(context)!.has(above.__typename)) above = above.above;
      return [argument, above ? select(above, selection, read) : undefined];
    });
    return Object.fromEntries(told);
  };
}

function select(thing: unknown, { selections }: SelectionSetNode, read: Read): unknown {
  if (Array.isArray(thing)) return thing.map((each) => select(each, { kind: Kind.SELECTION_SET, selections }, read));
  if (thing === null) return null;
  for (const node of selections) {
    if (node.kind === Kind.INLINE_FRAGMENT && node.typeCondition?.name.value === (thing as Thing).__typename)
      return select(thing, node.selectionSet, read);
    if (node.kind !== Kind.FIELD) continue;
    const { name, selectionSet } = node as FieldNode;
    const value = read(thing as Thing, name.value);
    return selectionSet ? select(value, selectionSet, read) : value;
  }
  return undefined;
}
