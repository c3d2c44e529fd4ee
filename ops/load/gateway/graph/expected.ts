import { Supergraph } from '@apollo/federation-internals';
import { graphqlSync } from 'graphql';
import { compose } from './graph.ts';
import { type QueryName, queries } from './queries.ts';
import { root } from './world.ts';

/** The answer to a query as one plain server gives it that knows no federation. */
export function expectedAnswer(name: QueryName): unknown {
  const schema = Supergraph.build(compose((subgraph) => `http://${subgraph}`))
    .apiSchema()
    .toGraphQLJSSchema();
  const { text, variables } = queries[name];
  const { data, errors } = graphqlSync({ schema, source: text, rootValue: root, variableValues: variables });
  if (errors) throw new Error(`expected an answer to "${name}", came ${errors.map(String).join('; ')}`);
  return JSON.parse(JSON.stringify(data));
}
