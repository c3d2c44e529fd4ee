import { buildSubgraph } from '@apollo/federation-internals';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers';
import { scalarTypes } from './scalars.ts';
import { parseFile } from './source.ts';

/** What to generate for one subgraph. Module paths are relative to the generated file. */
export interface ResolverOptions {
  /** Path of the subgraph's SDL. */
  readonly sdl: string;
  /** Type of the resolvers' context as `module#Type`; without it the generated types take it as a parameter. */
  readonly context?: string;
  /** What resolvers return for a type in place of its plain shape: GraphQL type → `module#Type`. */
  readonly mappers?: Readonly<Record<string, string>>;
}

/**
 * The TypeScript types of a subgraph's resolvers, `__resolveReference` included. Types only: nothing of it is left at run time.
 *
 * A mapped type is imported as `<Type>Model`, so it may bear the name of the GraphQL type. Values may be read-only. Throws a `GraphQLError` (or an
 * error with `causes`) where the SDL is no valid subgraph, a plain error where a mapper names no type of it.
 */
export async function resolverTypes(options: ResolverOptions): Promise<string> {
  const document = await parseFile(options.sdl);
  const subgraph = buildSubgraph(options.sdl, '', document);
  for (const type of Object.keys(options.mappers ?? {})) {
    if (!subgraph.schema.type(type)) throw new Error(`--mapper ${type}: ${options.sdl} declares no type of that name`);
  }
  return codegen({
    filename: 'resolvers.ts',
    schema: document,
    documents: [],
    plugins: [{ typescript: {} }, { typescriptResolvers: {} }],
    pluginMap: { typescript, typescriptResolvers },
    config: {
      federation: true,
      useTypeImports: true,
      enumsAsTypes: true,
      immutableTypes: true,
      strictScalars: true,
      scalars: { ...scalarTypes, _FieldSet: 'string' },
      mappers: options.mappers ?? {},
      mapperTypeSuffix: 'Model',
      ...(options.context ? { contextType: options.context } : { contextType: 'unknown' }),
    },
  });
}
