import { type ConstDirectiveNode, type GraphQLSchema, valueFromASTUntyped } from 'graphql';

/** How long a list may be, from `@listSize`. */
export interface ListSize {
  readonly assumedSize: number | null;
  /** Arguments that bound it; with points where they are inside inputs. */
  readonly slicingArguments: readonly string[];
  /** Fields of the answer that carry the list; the field itself where empty. */
  readonly sizedFields: readonly string[];
  readonly requireOneSlicingArgument: boolean;
}

interface Annotated {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

/** Reads what a supergraph says about cost, whatever it calls the directives. */
export interface CostAnnotations {
  weight(node: Annotated | null | undefined): number | null;
  listSize(node: Annotated | null | undefined): ListSize | null;
}

type Arguments = Readonly<Record<string, unknown>>;

const argumentsOf = (directive: ConstDirectiveNode): Arguments =>
  Object.fromEntries((directive.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];

/** Names of the two directives, from the `@link` to the specification of cost. */
function directiveNames(supergraph: GraphQLSchema): { readonly cost: string; readonly listSize: string } {
  const nodes = [supergraph.astNode, ...supergraph.extensionASTNodes].flatMap((node) => node?.directives ?? []);
  for (const directive of nodes.filter(({ name }) => name.value === 'link')) {
    const { url, as, import: imports } = argumentsOf(directive);
    if (!/\/cost\/v\d[^/]*$/.test(String(url))) continue;
    const prefix = typeof as === 'string' ? as : 'cost';
    const names = { '@cost': prefix, '@listSize': `${prefix}__listSize` };
    for (const each of Array.isArray(imports) ? imports : []) {
      const { name, as: alias = name } = (typeof each === 'string' ? { name: each } : each) as Record<string, string>;
      if (name === '@cost' || name === '@listSize') names[name] = String(alias).slice(1);
    }
    return { cost: names['@cost'], listSize: names['@listSize'] };
  }
  return { cost: 'cost', listSize: 'listSize' };
}

export function readCostAnnotations(supergraph: GraphQLSchema): CostAnnotations {
  const names = directiveNames(supergraph);
  const find = (node: Annotated | null | undefined, name: string): Arguments | null => {
    const directive = node?.directives?.find((each) => each.name.value === name);
    return directive ? argumentsOf(directive) : null;
  };
  return {
    weight(node) {
      const weight = find(node, names.cost)?.weight;
      return weight === undefined ? null : Number(weight);
    },
    listSize(node) {
      const given = find(node, names.listSize);
      if (!given) return null;
      return {
        assumedSize: typeof given.assumedSize === 'number' ? given.assumedSize : null,
        slicingArguments: texts(given.slicingArguments),
        sizedFields: texts(given.sizedFields),
        requireOneSlicingArgument: given.requireOneSlicingArgument !== false,
      };
    },
  };
}
