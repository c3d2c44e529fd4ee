import { type ExecutionResult, GraphQLError, type GraphQLSchema, getOperationAST } from 'graphql';
import type { Log } from '../src/log.ts';
import type { Operations } from '../src/operation.ts';
import { readViewer, viewerHeader } from '../src/viewer.ts';
import type { Requests } from './request-info.ts';
import type { AnswerRequest } from './server.ts';

export interface AnswerOptions {
  readonly operations: Pick<Operations, 'parse' | 'validate' | 'execute'>;
  readonly schema: GraphQLSchema;
  readonly requests: Requests;
  readonly log: Log;
}

/** What a request that met a bug outside of the graph is answered with. */
export const internal = { errors: [{ message: 'Internal error' }] };

/** Answers GraphQL requests without HTTP around them, with the results that HTTP would carry. */
export function createAnswer({ operations, schema, requests, log }: AnswerOptions): AnswerRequest {
  return async ({ claims, traceparent, body }, signal) => {
    try {
      const viewer = readViewer({ [viewerHeader]: claims ?? undefined });
      return JSON.stringify(await ask(operations, schema, body, requests.begin(viewer, { signal, traceparent })));
    } catch (err) {
      log.error({ err }, 'a request failed');
      return JSON.stringify(internal);
    }
  };
}

async function ask(
  operations: AnswerOptions['operations'],
  schema: GraphQLSchema,
  body: unknown,
  contextValue: object,
): Promise<ExecutionResult> {
  const request = readBody(body);
  if (request instanceof GraphQLError) return { errors: [request] };
  const { query, operationName, variables } = request;
  try {
    const document = operations.parse(query);
    const errors = operations.validate(schema, document);
    if (errors.length > 0) return { errors };
    const operation = getOperationAST(document, operationName);
    if (!operation || operation.operation === 'subscription')
      return { errors: [new GraphQLError('Expected one query or mutation')] };
    return await operations.execute({
      schema,
      document,
      contextValue,
      operationName: operationName ?? null,
      variableValues: variables ?? null,
    });
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
}

interface Body {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Record<string, unknown> | null;
}

const isMissing = (value: unknown): value is null | undefined => value === null || value === undefined;

function readBody(body: unknown): Body | GraphQLError {
  if (typeof body !== 'object' || body === null) return new GraphQLError('Expected a request with a `query`');
  const { query, operationName, variables } = body as Record<string, unknown>;
  if (typeof query !== 'string') return new GraphQLError('Expected a request with a `query`');
  if (!isMissing(operationName) && typeof operationName !== 'string')
    return new GraphQLError('Expected `operationName` to be text');
  if (!isMissing(variables) && (typeof variables !== 'object' || Array.isArray(variables)))
    return new GraphQLError('Expected `variables` to be an object');
  return body as Body;
}
