import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { OperationRequest, OperationResult } from '../operation/operation.ts';
import type { Address } from './address.ts';
import { HttpRefusal } from './http-refusal.ts';
import { parseJson } from './json.ts';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function checked(params: Record<string, unknown>, source?: string): OperationRequest {
  const { query, documentId, operationName, variables, extensions } = params;
  if (documentId != null && typeof documentId !== 'string')
    throw new HttpRefusal(400, `\`documentId\`: expected a text or null, came ${typeof documentId}`);
  const isNamed = query == null && (documentId || (isObject(extensions) && isObject(extensions.persistedQuery)));
  if (!isNamed && (typeof query !== 'string' || query === ''))
    throw new HttpRefusal(
      400,
      `\`query\`: expected the text of an operation, came ${query === '' ? 'an empty text' : typeof query}`,
    );
  if (operationName != null && typeof operationName !== 'string')
    throw new HttpRefusal(400, `\`operationName\`: expected a text or null, came ${typeof operationName}`);
  if (variables != null && !isObject(variables)) throw new HttpRefusal(400, '`variables`: expected an object or null');
  if (extensions != null && !isObject(extensions))
    throw new HttpRefusal(400, '`extensions`: expected an object or null');
  return {
    query: typeof query === 'string' ? query : null,
    ...(typeof documentId === 'string' && { documentId }),
    operationName: operationName ?? null,
    variables: variables ?? null,
    extensions: extensions ?? null,
    source,
  };
}

function jsonParameter(search: URLSearchParams, name: string): unknown {
  const text = search.get(name);
  if (text === null || text === '') return null;
  return parseJson(text, `\`${name}\``);
}

function checkEscapes(search: string): void {
  try {
    decodeURIComponent(search);
  } catch {
    throw new HttpRefusal(400, 'The address: expected escapes of UTF-8');
  }
}

/** The operation in the address of a GET. */
export function fromSearch({ search, searchParams }: Pick<Address, 'search' | 'searchParams'>): OperationRequest {
  checkEscapes(search);
  return checked({
    query: searchParams.get('query') ?? undefined,
    documentId: searchParams.get('documentId'),
    operationName: searchParams.get('operationName'),
    variables: jsonParameter(searchParams, 'variables'),
    extensions: jsonParameter(searchParams, 'extensions'),
  });
}

/** Refuses a body that is not JSON in UTF-8. */
export function checkContentType(headers: IncomingHttpHeaders): void {
  if (headers['content-type'] === 'application/json' && headers['content-encoding'] === undefined) return;
  const [type, ...parameters] = (headers['content-type'] ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '');
  if (type !== 'application/json') throw new HttpRefusal(415, 'Expected content-type application/json');
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')
    throw new HttpRefusal(415, 'Expected charset utf-8');
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw new HttpRefusal(415, 'Expected a body that is not compressed');
}

/** The operation in the JSON body of a POST. */
export function fromBody(bytes: Buffer): OperationRequest {
  if (!isUtf8(bytes)) throw new HttpRefusal(400, 'The body: expected JSON in UTF-8');
  const text = bytes.toString('utf8');
  const body = parseJson(text, 'The body');
  if (!isObject(body)) throw new HttpRefusal(400, 'Expected a body that is one JSON object');
  return checked(body, text);
}

export const graphqlResponse = 'application/graphql-response+json; charset=utf-8';
export const plainJson = 'application/json; charset=utf-8';

/** How an answer is written: its media type, and whether a request error keeps status 200 as `application/json` clients were promised. */
export interface Negotiated {
  readonly contentType: string;
  readonly lenient: boolean;
}

const lenientJson: Negotiated = { contentType: plainJson, lenient: true };

/** The media type a client accepts; without an `accept` header it is JSON. Refuses with 406 where the client takes neither. */
export function negotiate(accept: string | undefined): Negotiated {
  if (accept === 'application/json') return lenientJson;
  if (accept === undefined || accept.trim() === '') return { contentType: plainJson, lenient: false };
  const types = accept.split(',').map((part) => part.split(';')[0]?.trim().toLowerCase() ?? '');
  for (const type of types) {
    if (type === 'application/graphql-response+json') return { contentType: graphqlResponse, lenient: false };
    if (type === 'application/json') return lenientJson;
    if (type === '*/*' || type === 'application/*') return { contentType: plainJson, lenient: false };
  }
  throw new HttpRefusal(406, 'Expected accept to allow application/graphql-response+json or application/json');
}

/** Seconds after which a request that was refused for now may be tried again; undefined for any other answer. */
export function refusedForNow({ data, errors }: OperationResult): number | undefined {
  const after = errors?.[0]?.extensions?.retryAfter;
  return data === undefined && typeof after === 'number' ? after : undefined;
}

/** Status of an answer: 429 or 503 for a request that may be tried again, 400 for another that was not executed, else 200. */
export function statusOf(result: OperationResult, { lenient }: Negotiated): number {
  if ('data' in result) return 200;
  if (refusedForNow(result) !== undefined) return result.errors?.[0]?.extensions?.code === 'OVERLOADED' ? 503 : 429;
  if (lenient) return 200;
  return result.errors?.[0]?.extensions?.code === 'INTERNAL' ? 500 : 400;
}
