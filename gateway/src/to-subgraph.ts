import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import type { Log } from '@lzstock/kit/log';
import { encodeViewer, type Viewer, viewerHeader } from '@lzstock/kit/viewer';
import { type GraphQLFormattedError, Kind, parse, type SelectionSetNode } from 'graphql';
import { type Agent, request } from 'undici';
import { maskSubgraphError } from './errors.ts';

export interface ToSubgraphOptions {
  readonly name: string;
  /** Where its graph answers. */
  readonly url: string;
  readonly pool: Agent;
  readonly log: Log;
  /** How long one request may take, connection included. */
  readonly deadlineMs: number;
}

/** What travels with one client operation to every subgraph it needs. */
export interface OperationContext {
  readonly viewer: Viewer;
}

interface SubgraphAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

const maxBytes = 5 * 1024 * 1024;

const firstField = (selection: SelectionSetNode | undefined): string | null => {
  for (const node of selection?.selections ?? []) {
    if (node.kind === Kind.FIELD && node.name.value !== '__typename') return node.alias?.value ?? node.name.value;
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const inner = firstField(node.selectionSet);
      if (inner) return inner;
    }
  }
  return null;
};

/** Path of the first thing an operation asked for, so that one error can stand for the whole failed fetch. */
function firstPath(query: string | undefined): (string | number)[] | null {
  const operation = parse(query ?? '{ __typename }').definitions.find(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const root = operation?.selectionSet.selections.find((node) => node.kind === Kind.FIELD);
  if (!root) return null;
  const name = root.alias?.value ?? root.name.value;
  if (name !== '_entities') return [name];
  const field = firstField(root.selectionSet);
  return field ? [name, 0, field] : [name, 0];
}

async function readCapped(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`its answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseAnswer(text: string, status: number): SubgraphAnswer {
  const answer: unknown = JSON.parse(text);
  if (typeof answer !== 'object' || answer === null || !('data' in answer || 'errors' in answer))
    throw new Error(`it answered ${status} with something that is no GraphQL result`);
  const { errors } = answer as SubgraphAnswer;
  if (errors !== undefined && !Array.isArray(errors))
    throw new Error(`it answered ${status} with errors that are no list`);
  return answer as SubgraphAnswer;
}

/**
 * One request of the gateway to one subgraph. Never rejects: whatever keeps an answer from coming (refused, cut, late, too large, not GraphQL) becomes
 * one `SUBGRAPH_UNAVAILABLE` error at the first field that is missing, so that the rest of the client's answer stands. Errors of the subgraph are masked.
 */
export function createToSubgraph(options: ToSubgraphOptions): GraphQLDataSource<OperationContext> {
  const { name, url, pool, log, deadlineMs } = options;

  async function send(body: string, viewer: Viewer): Promise<SubgraphAnswer> {
    const claims = encodeViewer(viewer);
    const response = await request(url, {
      method: 'POST',
      dispatcher: pool,
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json;q=0.9',
        ...(claims && { [viewerHeader]: claims }),
      },
      body,
      signal: AbortSignal.timeout(deadlineMs),
    });
    return parseAnswer(await readCapped(response.body), response.statusCode);
  }

  return {
    async process(operation: GraphQLDataSourceProcessOptions<OperationContext>) {
      const { query, variables, operationName } = operation.request;
      const { viewer } = operation.context as OperationContext;
      try {
        const answer = await send(JSON.stringify({ query, variables, operationName }), viewer);
        if (!answer.errors) return { data: answer.data ?? null };
        return { data: answer.data ?? null, errors: answer.errors.map((error) => maskSubgraphError(error, name, log)) };
      } catch (err) {
        log.warn({ err, subgraph: name, url }, 'a subgraph could not be asked');
        const path = firstPath(query);
        return {
          data: null,
          errors: [
            {
              message: 'A part of this answer is not available at the moment.',
              ...(path && { path }),
              extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
            },
          ],
        };
      }
    },
  };
}
