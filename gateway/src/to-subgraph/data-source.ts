import type { GraphQLDataSource } from '@apollo/gateway';
import type { OperationContext } from '../operation/operation.ts';
import type { ToSubgraph } from './subgraph.ts';

type Response = Awaited<ReturnType<GraphQLDataSource['process']>>;

/** A way to a subgraph as Apollo's executor wants it. */
export const dataSource = (to: ToSubgraph): GraphQLDataSource => ({
  process: ({ request: { query = '', operationName, variables }, context }) =>
    to.ask({ query, operationName, variables }, context as OperationContext) as Promise<Response>,
});
