import { randomUUID } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import { GraphQLError } from 'graphql';
import type { Log } from './log.ts';
import { Refusal } from './refusal.ts';

/** The first error in the chain of causes that graphql-js did not make itself, or the refusal that caused it. */
function origin(error: unknown): unknown {
  let at = error;
  while (at instanceof GraphQLError && at.originalError) at = at.originalError;
  return at instanceof Error && at.cause instanceof Refusal ? at.cause : at;
}

const where = (error: GraphQLError) => ({ nodes: error.nodes ?? null, path: error.path ?? null });

/**
 * The error a client may see. Refusals, what they caused and graphql-js's own complaints about the request pass; anything else is logged with its chain under a fresh id
 * and replaced by `INTERNAL` that carries the id and nothing else.
 */
export function maskError(error: GraphQLError, log: Log): GraphQLError {
  const from = origin(error);
  if (from instanceof Refusal) {
    return new GraphQLError(from.message, { ...where(error), extensions: { ...from.extensions } });
  }
  if (from instanceof GraphQLError) return error;
  const errorId = randomUUID();
  log.error({ err: from, errorId, path: error.path }, 'an operation failed');
  return new GraphQLError('Something went wrong here; the error id finds it in the log.', {
    ...where(error),
    extensions: { code: 'INTERNAL', errorId },
  });
}

/** `result` with every error masked. */
export function maskResult(result: ExecutionResult, log: Log): ExecutionResult {
  return result.errors ? { ...result, errors: result.errors.map((error) => maskError(error, log)) } : result;
}
