import { ApolloGateway, type GraphQLDataSource, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import type { Query } from '../graph/queries.ts';

export interface Call {
  readonly url: string;
  readonly body: string;
}

const quietMs = 100;

/**
 * The subgraph requests of one query, by the stage of its plan in which they are made: no request is answered before everything else that could be asked
 * at the time has been asked.
 */
export async function recordStages(supergraphSdl: string, query: Query): Promise<readonly (readonly Call[])[]> {
  const stages: Call[][] = [];
  let stage: Call[] = [];
  let gate = Promise.withResolvers<void>();
  let quiet: NodeJS.Timeout | undefined;
  const open = () => {
    stages.push(stage);
    stage = [];
    const opened = gate;
    gate = Promise.withResolvers<void>();
    opened.resolve();
  };

  const record = (url: string): GraphQLDataSource => {
    const remote = new RemoteGraphQLDataSource({ url });
    return {
      async process(operation) {
        const { query, variables } = operation.request;
        if (operation.kind === 'incoming operation') {
          stage.push({ url, body: JSON.stringify({ query, variables }) });
          clearTimeout(quiet);
          quiet = setTimeout(open, quietMs);
          await gate.promise;
        }
        return remote.process(operation);
      },
    };
  };

  const gateway = new ApolloGateway({ supergraphSdl, buildService: ({ url }) => record(url ?? '') });
  const server = new ApolloServer({ gateway });
  await server.start();
  try {
    const { body } = await server.executeOperation({ query: query.text, variables: { ...query.variables, mark: '' } });
    if (body.kind !== 'single' || body.singleResult.errors)
      throw new Error(`expected an answer to record, came ${JSON.stringify(body)}`);
    return stages;
  } finally {
    await server.stop();
  }
}
