import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  defaultFieldResolver,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql';
import { happens, hash } from './hash.ts';
import { type keyFields, requiredFields } from './keys.ts';
import { leafValue } from './leaf-value.ts';

/** An object that knows which one it is, and where it was found, and nothing else; its fields are worked out when they are asked for. */
export interface Thing {
  readonly __typename: string;
  readonly n: number;
  readonly given?: Record<string, unknown>;
  readonly above?: Thing | undefined;
}

/** What a field is told beside its arguments, `read` being what a field of any thing says without arguments. */
export type Tell = (type: string, field: string, thing: Thing, read: Read) => Record<string, unknown>;
export type Read = (thing: Thing, field: string) => unknown;

export interface Chances {
  /** That a field that may be null is. */
  readonly empty: number;
  /** That a field throws. */
  readonly thrown: number;
}

/**
 * A subgraph whose fields answer whatever their type allows: always the same for the same object, in every subgraph. Key fields tell which object it is, so
 * that a reference finds it again; a field that requires others answers what it was given of them.
 */
export function buildSubgraph(
  text: string,
  keys: ReturnType<typeof keyFields>,
  chances: Chances,
  tell: Tell = () => ({}),
): GraphQLSchema {
  const typeDefs: DocumentNode = parse(text);
  const required = requiredFields(typeDefs);
  const schema = buildSubgraphSchema([{ typeDefs }]);

  const concrete = (name: string, n: number, above?: Thing): Thing => {
    const type = schema.getType(name)!;
    if (!isAbstractType(type)) return { __typename: name, n, above };
    const possible = schema
      .getPossibleTypes(type)
      .map((each) => each.name)
      .sort();
    const last = possible.length - 1;
    return { __typename: possible[n === 5 || last === 0 ? last : n % last]!, n, above };
  };

  function value(type: GraphQLOutputType, place: string, above?: Thing): unknown {
    if (!isNonNullType(type) && happens(`${place} empty`, chances.empty)) return null;
    const nullable = getNullableType(type);
    if (isListType(nullable))
      return Array.from({ length: hash(`${place} length`) % 4 }, (_, at) =>
        value(nullable.ofType, `${place}.${at}`, above),
      );
    const named = getNamedType(nullable);
    if (isLeafType(named)) return leafValue(named, place);
    return concrete(named.name, hash(`${place} which`) % 6, above);
  }

  const read: Read = (thing, name) => {
    const type = schema.getType(thing.__typename) as GraphQLObjectType;
    return answer(type.name, name, type.getFields()[name]!.type, thing, {});
  };

  function answer(
    name: string,
    field: string,
    of: GraphQLOutputType,
    parent: Thing | undefined,
    args: Record<string, unknown>,
  ): unknown {
    const type = parent?.__typename ?? name;
    const n = parent?.n ?? 0;
    if (keys.get(name)?.has(field)) {
      const named = getNamedType(of);
      return isLeafType(named) ? leafValue(named, field, n) : { __typename: named.name, n, above: parent };
    }
    const told = parent ? { ...tell(type, field, parent, read), ...args } : args;
    const place = `${type} ${n} ${field} ${JSON.stringify(told)}`;
    if (happens(`${place} thrown`, chances.thrown)) throw new Error(`no ${field} of ${type} ${n}`);
    const asked = required.has(`${name}.${field}`);
    if (asked && getNamedType(of).name === 'String') return `of ${JSON.stringify(parent?.given)}`;
    return value(of, place, parent);
  }

  const resolve =
    (name: string): GraphQLFieldResolver<Thing | undefined, unknown> =>
    (parent, args, _context, { fieldName, returnType }) =>
      answer(name, fieldName, returnType, parent, args);

  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('_')) continue;
    if (isAbstractType(type)) type.resolveType = (thing: Thing) => concrete(type.name, thing.n).__typename;
    if (isObjectType(type) || isInterfaceType(type)) {
      if (isObjectType(type) && !type.name.startsWith('_'))
        for (const field of Object.values(type.getFields()))
          if ((field.resolve ?? defaultFieldResolver) === defaultFieldResolver) field.resolve = resolve(type.name);
      const refer = ({ __typename, ...given }: { __typename: string }) => {
        const own = Object.entries(given).filter(([name]) => keys.get(type.name)?.has(name));
        const n = Number(/\d+/.exec(JSON.stringify(own))?.[0] ?? 0);
        return { ...concrete(isInterfaceType(type) ? type.name : __typename, n), given };
      };
      type.extensions = { ...type.extensions, apollo: { subgraph: { resolveReference: refer } } };
    }
  }
  return schema;
}
