import type { FieldSelection } from '@apollo/federation-internals';
import {
  type DocumentNode,
  executeSync,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from 'graphql';
import { own } from '../json.ts';
import type { Shaping } from './shaping.ts';

/** Answers `__schema` and `__type` from the graph that clients see. */
export function compileIntrospection(
  api: GraphQLSchema,
  operation: OperationDefinitionNode,
  selection: FieldSelection,
): (shaping: Shaping) => unknown {
  const field = selection.expandFragments().toSelectionNode();
  const used = new Set<string>();
  visit(field, { Variable: ({ name }) => void used.add(name.value) });
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        kind: Kind.OPERATION_DEFINITION,
        operation: OperationTypeNode.QUERY,
        variableDefinitions: (operation.variableDefinitions ?? []).filter(({ variable }) =>
          used.has(variable.name.value),
        ),
        selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
      },
    ],
  };
  const name = field.alias?.value ?? field.name.value;
  return ({ variables }) => {
    const { data, errors } = executeSync({ schema: api, document, rootValue: {}, variableValues: variables });
    if (errors?.[0] || !data) throw errors?.[0] ?? new Error('Expected introspection to answer');
    return own(data, name);
  };
}
