import { Supergraph } from '@apollo/federation-internals';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import {
  buildASTSchema,
  concatAST,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  NoUnusedFragmentsRule,
  parse,
  printSchema,
  separateOperations,
  specifiedRules,
  validate,
} from 'graphql';
import { hashOf, storedText } from '../stored/stored-text.ts';
import { scalarTypes } from './scalars.ts';
import { parseFile } from './source.ts';

/** What to generate for one client. */
export interface OperationOptions {
  /** Path of a supergraph, whose public part counts, or of a plain schema. */
  readonly schema: string;
  /** Paths of the client's `.graphql` files. A fragment may be used from any of them. */
  readonly documents: readonly string[];
}

const rules = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule);

/**
 * Typed documents of a client's operations: for each operation its result and variables types, a `TypedDocumentNode` and the hash it is stored under. Throws an `AggregateError`
 * of `GraphQLError`s, each with file and line, where an operation does not fit the schema or has no name.
 */
export async function operationTypes(options: OperationOptions): Promise<string> {
  const schema = publicSchema(await parseFile(options.schema));
  const documents = await Promise.all(
    options.documents.map(async (location) => ({ location, document: await parseFile(location) })),
  );
  const all = concatAST(documents.map(({ document }) => document));
  const errors = [...anonymous(all), ...validate(schema, all, rules)];
  if (errors.length > 0) throw new AggregateError(errors, 'operations do not fit the schema');
  const types = await codegen({
    filename: 'operations.ts',
    schema: parse(printSchema(schema)),
    schemaAst: schema,
    documents,
    plugins: [{ typescriptOperations: {} }, { typedDocumentNode: {} }],
    pluginMap: { typescriptOperations, typedDocumentNode },
    skipDocumentsValidation: true,
    config: {
      useTypeImports: true,
      enumType: 'string-literal',
      immutableTypes: true,
      dedupeFragments: true,
      strictScalars: true,
      scalars: scalarTypes,
      arrayInputCoercion: false,
    },
  });
  return `${types}\n${hashes(all)}`;
}

/** The hash that each operation is stored under, by its name. */
function hashes(all: DocumentNode): string {
  const entries = Object.entries(separateOperations(all)).map(
    ([name, document]) => `  ${name}: '${hashOf(storedText(document))}',`,
  );
  return `export const storedHashes: Readonly<Record<string, string>> = {\n${entries.join('\n')}\n};\n`;
}

function publicSchema(document: DocumentNode): GraphQLSchema {
  const composed = document.definitions.some(
    (definition) => definition.kind === Kind.DIRECTIVE_DEFINITION && definition.name.value === 'join__graph',
  );
  if (!composed) return buildASTSchema(document);
  return Supergraph.build(document, { validateSupergraph: false, supportedFeatures: null })
    .apiSchema()
    .toGraphQLJSSchema();
}

function anonymous(document: DocumentNode): GraphQLError[] {
  return document.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION && !definition.name)
    .map((nodes) => new GraphQLError('An operation of a client needs a name.', { nodes }));
}
