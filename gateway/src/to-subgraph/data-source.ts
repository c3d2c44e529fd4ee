import type { GraphQLDataSource } from '@apollo/gateway';
import type { OperationContext } from '../operation/operation.ts';
import { copy } from '../plan/merge.ts';
import type { ToSubgraph } from './subgraph.ts';

type Response = Awaited<ReturnType<GraphQLDataSource['process']>>;

/** A way to a subgraph as Apollo's executor wants it, which changes the data it gets. */
export const dataSource = (to: ToSubgraph): GraphQLDataSource => ({
  async process({ request: { query = '', operationName, variables }, context }) {
    const { shared, ...answer } = await to.ask({ query, operationName, variables }, context as OperationContext);
    return (shared ? { ...answer, data: copy(answer.data) } : answer) as Response;
  },
});
