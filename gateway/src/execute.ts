import { createHash } from 'node:crypto';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import type { Log } from '@lzstock/kit/log';
import type { Viewer } from '@lzstock/kit/viewer';
import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
  NoSchemaIntrospectionCustomRule,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { presentError } from './errors.ts';
import { createNewestTexts } from './newest-texts.ts';

/** What a client asks for, over whatever transport. */
export interface OperationRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/** An answer as the client gets it. A request error has no `data` at all. */
export interface OperationResult {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Record<string, unknown>;
}

/** Answers queries and mutations from the supergraph. Never rejects. */
export interface Executor extends AsyncDisposable {
  readonly schema: GraphQLSchema;
  execute(request: OperationRequest, viewer: Viewer, only?: OperationTypeNode): Promise<OperationResult>;
}

export interface ExecutorOptions {
  readonly supergraphSdl: string;
  readonly toSubgraph: (name: string, url: string) => GraphQLDataSource;
  readonly introspection: boolean;
  /** Tokens an operation may have; null for any number. */
  readonly maxTokens: number | null;
  readonly log: Log;
}

interface Prepared {
  readonly document: DocumentNode;
  readonly hash: string;
  readonly errors: readonly GraphQLError[];
}

const remembered = { texts: 1_000, characters: 1_000_000 };
const quiet = { debug: () => undefined, info: () => undefined };

/** `@apollo/gateway` over the supergraph, behind a bounded memory of parsed and validated documents. Rejects where the supergraph is not one. */
export async function createExecutor(options: ExecutorOptions): Promise<Executor> {
  const { log } = options;
  process.env.APOLLO_TELEMETRY_DISABLED ??= 'true';
  const warn = (message?: unknown) => log.warn({ message }, 'apollo gateway');
  const logger = { ...quiet, warn, error: warn };
  const gateway = new ApolloGateway({
    supergraphSdl: options.supergraphSdl,
    buildService: ({ name, url }) => options.toSubgraph(name, url ?? ''),
    logger,
  });
  const { schema, executor } = await gateway.load();
  const rules = options.introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const known = createNewestTexts<Prepared>(remembered);
  const cache = { get: async () => undefined, set: async () => undefined, delete: async () => false };

  function prepare(query: string): Prepared {
    const before = known.get(query);
    if (before) return before;
    const document = parse(query, options.maxTokens === null ? {} : { maxTokens: options.maxTokens });
    const hash = createHash('sha256').update(query).digest('hex');
    const prepared = { document, hash, errors: validate(schema, document, rules) };
    known.set(query, prepared);
    return prepared;
  }

  async function run(
    request: OperationRequest,
    viewer: Viewer,
    only: OperationTypeNode | undefined,
  ): Promise<ExecutionResult> {
    const { document, hash, errors } = prepare(request.query);
    if (errors.length > 0) return { errors };
    const operation = getOperationAST(document, request.operationName);
    if (!operation) {
      const expected = request.operationName
        ? `an operation named "${request.operationName}"`
        : 'one operation, or `operationName` to choose among several';
      return { errors: [new GraphQLError(`Expected ${expected}`)] };
    }
    if (operation.operation === OperationTypeNode.SUBSCRIPTION)
      return { errors: [new GraphQLError('Subscriptions are answered over graphql-transport-ws on this path')] };
    if (only && operation.operation !== only)
      return { errors: [new GraphQLError(`Expected a ${only} here, came a ${operation.operation}`)] };
    return executor({
      request: {
        query: request.query,
        operationName: request.operationName ?? undefined,
        variables: request.variables ?? {},
      },
      document,
      operation,
      operationName: operation.name?.value ?? null,
      source: request.query,
      queryHash: hash,
      schema,
      schemaHash: '' as never,
      logger,
      cache,
      context: { viewer },
      metrics: {},
      overallCachePolicy: null,
    } as unknown as Parameters<typeof executor>[0]);
  }

  return {
    schema,
    async execute(request, viewer, only) {
      try {
        const { data, errors, extensions } = await run(request, viewer, only);
        if (!errors) return extensions ? { data: data ?? null, extensions } : { data: data ?? null };
        const safe = errors.map((error) => presentError(error, log));
        return data === undefined ? { errors: safe } : { data, errors: safe };
      } catch (error) {
        return { errors: [presentError(error, log)] };
      }
    },
    async [Symbol.asyncDispose]() {
      await gateway.stop();
    },
  };
}
