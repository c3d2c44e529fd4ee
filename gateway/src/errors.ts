import { randomUUID } from 'node:crypto';
import type { Log } from '@lzstock/kit/log';
import { Refusal, type RefusalCode } from '@lzstock/kit/refusal';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { blamedArgument } from './blamed-argument.ts';

/** Codes that pass from a subgraph to a client with the message that came with them. */
const passing: ReadonlySet<string> = new Set<RefusalCode>([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_INPUT',
  'CONFLICT',
  'QUOTA_EXCEEDED',
  'RATE_LIMITED',
  'OPERATION_LIMIT',
  'COST_LIMIT',
  'PERSISTED_QUERY_NOT_FOUND',
  'SUBGRAPH_UNAVAILABLE',
  'OVERLOADED',
]);

/** Whether `code` is of the closed list that clients are told. */
const isRefusalCode = (code: string): boolean => code === 'INTERNAL' || passing.has(code);

const masked = 'Something went wrong here; the error id finds it in the log.';

/** Path without what makes it unreadable to a client, kept where it is one. */
const place = (error: GraphQLFormattedError) => ({
  ...(error.locations && { locations: error.locations }),
  ...(error.path && { path: error.path }),
});

/**
 * An error that came from a subgraph, as a client may see it: code, safe message and, for a bug, the id it is logged under. Names, addresses and stacks
 * of the inside never pass; an id that a subgraph already logged its bug under does.
 */
export function maskSubgraphError(error: GraphQLFormattedError, subgraph: string, log: Log): GraphQLFormattedError {
  const { code, argument, errorId } = error.extensions ?? {};
  if (typeof code === 'string' && passing.has(code)) {
    const extensions = typeof argument === 'string' ? { code, argument } : { code };
    return { message: error.message, ...place(error), extensions };
  }
  const id = typeof errorId === 'string' ? errorId : randomUUID();
  log.error({ errorId: id, subgraph, error }, 'a subgraph answered with an error');
  return { message: masked, ...place(error), extensions: { code: 'INTERNAL', errorId: id } };
}

/** An error of the gateway itself that nobody expected. */
export function maskBug(err: unknown, log: Log): GraphQLFormattedError {
  const errorId = randomUUID();
  log.error({ err, errorId }, 'an operation failed');
  return { message: masked, extensions: { code: 'INTERNAL', errorId } };
}

/**
 * A complaint about the request itself: malformed, not valid against the graph, or with wrong variables. Where the schema is not to be told, no more of it
 * than what the client wrote comes back: of what does not fit the graph not even where, since every difference would be an answer to a guess.
 */
function badRequest(error: GraphQLError, openSchema: boolean): GraphQLFormattedError {
  if (!openSchema && !error.message.startsWith('Syntax Error')) {
    const variable = /^Variable "\$(\w+)" (got invalid value|of required type)/.exec(error.message)?.[1];
    return variable === undefined ? unfitting : unfittingVariable(variable);
  }
  const argument = blamedArgument(error);
  const extensions = argument === undefined ? { code: 'BAD_INPUT' } : { code: 'BAD_INPUT', argument };
  return { message: error.message, ...place(error.toJSON()), extensions };
}

const unfitting: GraphQLFormattedError = {
  message: 'Expected an operation that fits this graph, came one that does not',
  extensions: { code: 'BAD_INPUT' },
};

const unfittingVariable = (name: string): GraphQLFormattedError => ({
  message: `\`$${name}\`: expected a value of its type`,
  extensions: { code: 'BAD_INPUT', argument: name },
});

/** Complaints and bugs as one client may see them, each only once. */
export function presentErrors(errors: readonly unknown[], options: Presentation): GraphQLFormattedError[] {
  return [...new Set(errors.map((error) => presentError(error, options)))];
}

export interface Presentation {
  /** Whether clients may learn the schema. */
  readonly openSchema: boolean;
  readonly log: Log;
}

/**
 * An error of a subscription. What a subgraph said on its stream comes unmasked with the subgraph's name; what has a cause that is no GraphQL error and no
 * code of ours is a bug.
 */
export function presentLiveError(error: GraphQLError, options: Presentation): GraphQLFormattedError {
  const { log } = options;
  const { code, serviceName } = error.extensions;
  if (typeof serviceName === 'string') return maskSubgraphError(error.toJSON(), serviceName, log);
  const isBug = code === undefined && error.originalError && !(error.originalError instanceof GraphQLError);
  return isBug ? maskBug(error.originalError, log) : presentError(error, options);
}

/**
 * A refusal says itself what a client is told. Errors of subgraphs come masked, but the executor adds the subgraph's name to them: only code, argument and
 * id go on. A GraphQL error without one of our codes is a complaint about the request, unless it happened somewhere in the answer; anything else is a bug.
 */
export function presentError(error: unknown, { openSchema, log }: Presentation): GraphQLFormattedError {
  if (error instanceof Refusal) return { message: error.message, extensions: { ...error.extensions } };
  if (!(error instanceof GraphQLError)) return maskBug(error, log);
  const formatted = error.toJSON();
  const { code, argument, errorId, retryAfter } = formatted.extensions ?? {};
  if (typeof code !== 'string' || !isRefusalCode(code))
    return error.path ? { ...maskBug(error, log), path: error.path } : badRequest(error, openSchema);
  const extensions = {
    code,
    ...(argument !== undefined && { argument }),
    ...(errorId !== undefined && { errorId }),
    ...(retryAfter !== undefined && { retryAfter }),
  };
  return { message: formatted.message, ...(formatted.path && { path: formatted.path }), extensions };
}
