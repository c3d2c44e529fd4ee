import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** What a selection asks for, every fragment counted as often as it is spread. */
export interface Size {
  readonly selections: number;
  readonly aliases: number;
  readonly directives: number;
  /** Fields below one another, outside introspection. */
  readonly depth: number;
  /** Lists of the schema below one another, inside introspection. */
  readonly introspection: number;
  /** The same of what may still turn out to be inside. */
  readonly lists: number;
}

/** Measures of a document. */
export interface Shape {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly sizes: ReadonlyMap<DefinitionNode, Size>;
  /** The most directives that stand on one node. */
  readonly directivesOfOneNode: number;
  /** A fragment that spreads itself; nothing is known of the sizes then. */
  readonly cycle: string | null;
  /** An alias or a variable that is no plain name for a value in every program. */
  readonly unfitName: string | null;
}

const nothing: Size = { selections: 0, aliases: 0, directives: 0, depth: 0, introspection: 0, lists: 0 };
const unfit: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const readsSchema: ReadonlySet<string> = new Set(['__schema', '__type']);
const schemaLists: ReadonlySet<string> = new Set(['fields', 'interfaces', 'possibleTypes', 'inputFields', 'types']);

/** Measures each definition of a document once. Takes time in proportion to its text, however often fragments are spread. */
export function measure(document: DocumentNode): Shape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  let directivesOfOneNode = 0;
  let cycle: string | null = null;
  let unfitName: string | null = null;
  const known = new Map<string, Size | 'under way'>();

  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }

  function ofFragment(name: string): Size {
    const before = known.get(name);
    if (before === 'under way') cycle = name;
    if (before) return before === 'under way' ? nothing : before;
    const fragment = fragments.get(name);
    if (!fragment) return nothing;
    known.set(name, 'under way');
    const size = ofSelections(fragment.selectionSet);
    known.set(name, size);
    return size;
  }

  function ofSelection(node: SelectionNode): Size {
    if (node.kind === Kind.FRAGMENT_SPREAD) return ofFragment(node.name.value);
    const inner = node.selectionSet ? ofSelections(node.selectionSet) : nothing;
    if (node.kind === Kind.INLINE_FRAGMENT) return inner;
    const { name, alias } = node;
    if (alias && unfit.has(alias.value)) unfitName = alias.value;
    return {
      ...inner,
      aliases: inner.aliases + (alias ? 1 : 0),
      ...(readsSchema.has(name.value)
        ? { depth: 1, introspection: Math.max(inner.introspection, inner.lists), lists: 0 }
        : { depth: inner.depth + 1, lists: inner.lists + (schemaLists.has(name.value) ? 1 : 0) }),
    };
  }

  function ofSelections({ selections }: SelectionSetNode): Size {
    const sum = { ...nothing };
    for (const node of selections) {
      const size = ofSelection(node);
      const own = node.directives?.length ?? 0;
      directivesOfOneNode = Math.max(directivesOfOneNode, own);
      sum.selections += size.selections + 1;
      sum.aliases += size.aliases;
      sum.directives += size.directives + own;
      sum.depth = Math.max(sum.depth, size.depth);
      sum.introspection = Math.max(sum.introspection, size.introspection);
      sum.lists = Math.max(sum.lists, size.lists);
    }
    return sum;
  }

  const sizes = new Map<DefinitionNode, Size>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) sizes.set(node, ofFragment(node.name.value));
    else if (node.kind === Kind.OPERATION_DEFINITION) {
      const size = ofSelections(node.selectionSet);
      for (const { variable } of node.variableDefinitions ?? [])
        if (unfit.has(variable.name.value)) unfitName = variable.name.value;
      const others = [node, ...(node.variableDefinitions ?? [])].map(({ directives }) => directives?.length ?? 0);
      directivesOfOneNode = Math.max(directivesOfOneNode, ...others);
      sizes.set(node, { ...size, directives: others.reduce((sum, each) => sum + each, size.directives) });
    }
  }
  return { fragments, sizes, directivesOfOneNode, cycle, unfitName };
}
