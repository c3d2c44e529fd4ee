import { type GraphQLSchema, isAbstractType, isInterfaceType } from 'graphql';

/** Whether an object that calls itself `typename` may stand where a type is asked. */
export type IsOfType = (typename: unknown) => boolean;

/** Judges by the supergraph, with the types that clients do not see. */
export function typeCondition(supergraph: GraphQLSchema, condition: string): IsOfType {
  const wanted = supergraph.getType(condition);
  if (!wanted || !isAbstractType(wanted)) return (typename) => typename === condition;
  const below = isInterfaceType(wanted) ? supergraph.getImplementations(wanted).interfaces : [];
  const members = new Set<unknown>([wanted, ...supergraph.getPossibleTypes(wanted), ...below].map(({ name }) => name));
  return (typename) => members.has(typename);
}
