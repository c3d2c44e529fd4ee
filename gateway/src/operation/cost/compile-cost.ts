import {
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInputObjectType,
  isListType,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { type CostAnnotations, type ListSize, readCostAnnotations } from './annotations.ts';
import { compileArguments } from './argument-values.ts';
import { type Asked, gather } from './gather.ts';
import { argumentCost, demanded, sizeOf, type Values } from './size.ts';

/** What an operation costs with these variables, coerced. Throws a `Refusal` or a `GraphQLError` where they do not say how long a list may be. */
export type CostOf = (variables: Values) => number;

/** Compiles the cost of valid operations of one supergraph. */
export type CompileCost = (
  operation: OperationDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
) => CostOf;

const mutationCost = 10;
const introspectionCost = 100;

const free: CostOf = () => 0;
const fixed = (cost: number): CostOf => (cost === 0 ? free : () => cost);

function sum(costs: readonly CostOf[]): CostOf {
  const paid = costs.filter((cost) => cost !== free);
  if (paid.length <= 1) return paid[0] ?? free;
  return (variables) => paid.reduce((total, cost) => total + cost(variables), 0);
}

/**
 * Cost by `@cost` and `@listSize`: an object and each element of a list cost 1, any other leaf nothing, unless annotated; a list costs its size times what one
 * element costs. What `@skip` and
 * `@include` leave out is counted. Directives are read from `supergraph`, types from `api`.
 */
export function createCostCompiler(api: GraphQLSchema, supergraph: GraphQLSchema): CompileCost {
  const annotations = readCostAnnotations(supergraph);

  return (operation, fragments) => {
    function ofSelections(type: GraphQLCompositeType, sets: readonly SelectionSetNode[], sized: Sized | null): CostOf {
      const { always, either } = gather(api, fragments, type, sets);
      const ofEach = (asked: readonly Asked[]) => sum(asked.map((each) => ofField(each, sized)));
      const branches = [...either.values()].map(ofEach).filter((cost) => cost !== free);
      const most: CostOf = (variables) => branches.reduce((highest, cost) => Math.max(highest, cost(variables)), 0);
      return sum([ofEach(always), branches.length === 0 ? free : most]);
    }

    function ofField({ parent, node, selections }: Asked, sized: Sized | null): CostOf {
      const name = node.name.value;
      if (name === '__typename') return free;
      if (name === '__schema' || name === '__type') return fixed(introspectionCost);
      const field = fieldOf(parent, name);
      if (!field) return free;
      const notes = annotationsOf(annotations, supergraph, parent, field);
      const values = compileArguments(field, node);
      const inner = getNamedType(field.type);
      const size: CostOf = (variables) => sizeOf(field, notes.listSize, values(variables));
      const below = notes.listSize?.sizedFields.length ? { size, fields: new Set(notes.listSize.sizedFields) } : null;
      const element = sum([
        fixed(notes.weight),
        isCompositeType(inner) ? ofSelections(inner, selections, below) : free,
      ]);
      const ofArguments: CostOf = (variables) => argumentCost(notes.args, values(variables), annotations);
      return sum([times(element, multiplier()), notes.paidArguments ? ofArguments : free]);

      function multiplier(): CostOf | null {
        if (sized?.fields.has(name)) return sized.size;
        if (isListType(getNullableType(field!.type)) && below === null) return size;
        const streams = parent === api.getSubscriptionType();
        return streams ? (variables) => demanded(field!, values(variables)) ?? 1 : null;
      }
    }

    const root = api.getRootType(operation.operation);
    if (!root) return free;
    const base = operation.operation === OperationTypeNode.MUTATION ? mutationCost : 0;
    return sum([fixed(base), ofSelections(root, [operation.selectionSet], null)]);
  };
}

/** Fields whose list has the size that the field above them was given. */
interface Sized {
  readonly size: CostOf;
  readonly fields: ReadonlySet<string>;
}

const times = (element: CostOf, multiplier: CostOf | null): CostOf =>
  multiplier === null || element === free ? element : (variables) => multiplier(variables) * element(variables);

const fieldOf = (type: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined =>
  'getFields' in type ? type.getFields()[name] : undefined;

interface Notes {
  readonly weight: number;
  readonly listSize: ListSize | null;
  readonly args: GraphQLField<unknown, unknown>['args'];
  readonly paidArguments: boolean;
}

function annotationsOf(
  annotations: CostAnnotations,
  supergraph: GraphQLSchema,
  parent: GraphQLCompositeType,
  { name, type, args }: GraphQLField<unknown, unknown>,
): Notes {
  const written = supergraph.getType(parent.name) as GraphQLObjectType | undefined;
  const field = written?.getFields?.()[name];
  const inner = supergraph.getType(getNamedType(type).name);
  const own = annotations.weight(field?.astNode);
  const ofType = annotations.weight(inner?.astNode as Parameters<CostAnnotations['weight']>[0]);
  const writtenArgs = field?.args ?? args;
  return {
    weight: own ?? ofType ?? (isCompositeType(getNamedType(type)) || isListType(getNullableType(type)) ? 1 : 0),
    listSize: annotations.listSize(field?.astNode),
    args: writtenArgs,
    paidArguments: writtenArgs.some(
      (arg) => annotations.weight(arg.astNode) !== null || isInputObjectType(getNamedType(arg.type)),
    ),
  };
}
