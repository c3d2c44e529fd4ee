import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { SubgraphKeys } from '../signature/signature.ts';

/** Many requests of the gateway over one WebSocket; `README.md` beside this file says how. */
export const multiplexProtocol = 'lzstock-multiplex.v1';

/** What a subgraph says first. */
export interface Hello {
  /** Half of what the key of this connection is made from; null where it takes requests from anybody. */
  readonly nonce: string | null;
  /** Requests it takes at a time. */
  readonly inFlight: number;
}

/** One request as it was read. `body` is the request as GraphQL over HTTP has it. */
export interface MultiplexRequest {
  readonly id: number;
  /** How long its answer is waited for from now, in milliseconds. */
  readonly patienceMs: number;
  readonly claims: string | null;
  readonly traceparent: string | null;
  readonly body: unknown;
}

/** Why a request has no answer: its answer is too large, or there are too many requests. */
export type Shortfall = 'too large' | 'full';

/** An answer as it was read: its text, or why there is none. */
export type MultiplexAnswer = { readonly id: number } & (
  | { readonly text: string; readonly shortfall?: undefined }
  | { readonly shortfall: Shortfall; readonly text?: undefined }
);

/** Messages are filled up to here, in UTF-16 code units; one that is longer holds one item alone. */
export const fullMessage = 256 * 1024;

/** The longest answer, in bytes. */
export const maxAnswerBytes = 5 * 1024 * 1024;

/** The longest message either side takes, in bytes. */
export const maxMessageBytes = maxAnswerBytes + 64 * 1024;

/** One request as an item of a message. `body` is JSON and put in as it is. */
export const requestItem = (request: {
  readonly id: number;
  readonly patienceMs: number;
  readonly claims: string | null;
  readonly traceparent: string | null;
  readonly body: string;
}): string =>
  `[${request.id},${Math.max(1, Math.ceil(request.patienceMs))},${JSON.stringify(request.claims)},${JSON.stringify(request.traceparent)},${request.body}]`;

/** The item that takes a request back. */
export const cancelItem = (id: number): string => `[${id}]`;

const isText = (value: unknown): value is string | null => value === null || typeof value === 'string';

/** Reads a message of the gateway; a number is the id of a request that is taken back. Throws where it is none. */
export function readRequests(text: string): (MultiplexRequest | number)[] {
  const items: unknown = JSON.parse(text);
  if (!Array.isArray(items)) throw new Error('expected a list of requests');
  return items.map((item: unknown) => {
    if (!Array.isArray(item) || !Number.isSafeInteger(item[0])) throw new Error('expected a request with an id');
    const [id, patienceMs, claims, traceparent, body] = item as unknown[];
    if (item.length === 1) return id as number;
    if (item.length !== 5 || typeof patienceMs !== 'number' || !isText(claims) || !isText(traceparent))
      throw new Error('expected a request with its patience, viewer, trace and body');
    return { id: id as number, patienceMs, claims, traceparent, body };
  });
}

/**
 * Puts answers into one message: a line of JSON that names them, then their texts end to end. Nobody has to read the texts to tell them apart, and one that is
 * not JSON harms no other.
 */
export const answerMessage = (answers: readonly MultiplexAnswer[]): string =>
  `${JSON.stringify(answers.map(({ id, text, shortfall }) => [id, text === undefined ? shortfall : text.length]))}\n${answers.map(({ text }) => text ?? '').join('')}`;

/** Reads a message of a subgraph. Throws where its parts do not add up. */
export function readAnswers(message: string): MultiplexAnswer[] {
  const line = message.indexOf('\n');
  const heads: unknown = JSON.parse(message.slice(0, line));
  if (line < 0 || !Array.isArray(heads)) throw new Error('expected a line that names the answers');
  let at = line + 1;
  const answers = heads.map((head: unknown): MultiplexAnswer => {
    if (!Array.isArray(head) || !Number.isSafeInteger(head[0])) throw new Error('expected an answer with an id');
    const [id, length] = head as [number, unknown];
    if (length === 'too large' || length === 'full') return { id, shortfall: length };
    if (!Number.isSafeInteger(length) || (length as number) < 0) throw new Error('expected an answer with its length');
    const from = at;
    at += length as number;
    return { id, text: message.slice(from, at) };
  });
  if (at !== message.length) throw new Error(`expected ${at} characters, came ${message.length}`);
  return answers;
}

/** Seals the messages of one connection, one after the other. */
export type Seal = (text: string) => string;

/** Opens what was sealed; null where it was not sealed with this connection's key, or is not the next message. */
export type Unseal = (sealed: Buffer) => string | null;

const macLength = 43;

const sessionKey = (key: string, signature: string, nonce: string): string =>
  createHmac('sha256', key).update(`multiplex\n${signature}\n${nonce}`).digest('base64url');

const macOf = (key: string, number: number, text: string | Buffer): Buffer =>
  createHmac('sha256', key)
    .update(`${number}\n${hash('sha256', text, 'base64url')}`)
    .digest();

/** `signature` is the one that opened the connection, `nonce` the subgraph's: a connection that is opened again by someone who saw the first has another key. */
export function createSeal(key: string, signature: string, nonce: string): Seal {
  const own = sessionKey(key, signature, nonce);
  let number = 0;
  return (text) => `${macOf(own, ++number, text).toString('base64url')}${text}`;
}

export function createUnseal(keys: SubgraphKeys, signature: string, nonce: string): Unseal {
  let own = keys.map((key) => sessionKey(key, signature, nonce));
  let number = 0;
  return (sealed) => {
    const mac = Buffer.from(sealed.toString('latin1', 0, macLength), 'base64url');
    const text = sealed.subarray(macLength);
    number++;
    if (mac.length !== 32) return null;
    own = own.filter((key) => timingSafeEqual(macOf(key, number, text), mac));
    return own.length > 0 ? text.toString('utf8') : null;
  };
}
