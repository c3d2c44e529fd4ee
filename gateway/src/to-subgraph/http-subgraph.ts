import type { Log } from '@lzstock/kit/log';
import { encodeViewer, viewerHeader } from '@lzstock/kit/viewer';
import { Kind, parse, type SelectionSetNode } from 'graphql';
import { type Agent, request } from 'undici';
import { maskSubgraphError } from '../errors.ts';
import type { OperationContext } from '../operation/operation.ts';
import type { SubgraphAnswer, ToSubgraph } from './subgraph.ts';

export interface HttpSubgraphOptions {
  readonly name: string;
  /** Where its graph answers. */
  readonly url: string;
  readonly pool: Agent;
  readonly log: Log;
  /** How long one request may take, connection included. */
  readonly deadlineMs: number;
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
function firstPath(query: string): (string | number)[] | null {
  const operation = parse(query).definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
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

/** Asks a subgraph over HTTP, each request a POST on a pool of kept connections. */
export function createHttpSubgraph(options: HttpSubgraphOptions): ToSubgraph {
  const { name, url, pool, log, deadlineMs } = options;

  async function send(body: string, { viewer, dueAt, signal }: OperationContext): Promise<SubgraphAnswer> {
    const claims = encodeViewer(viewer);
    const patience = Math.min(deadlineMs, dueAt === undefined ? deadlineMs : Math.max(1, dueAt - performance.now()));
    const late = AbortSignal.timeout(Math.ceil(patience));
    const response = await request(url, {
      method: 'POST',
      dispatcher: pool,
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json;q=0.9',
        ...(claims && { [viewerHeader]: claims }),
      },
      body,
      signal: signal ? AbortSignal.any([late, signal]) : late,
    });
    return parseAnswer(await readCapped(response.body), response.statusCode);
  }

  return {
    async ask({ query, operationName, variables }, context) {
      try {
        const answer = await send(JSON.stringify({ query, variables, operationName }), context);
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
