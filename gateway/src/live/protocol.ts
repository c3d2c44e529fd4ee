import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import { type CloseCode, closeCode } from './close-code.ts';
import type { OperationParams } from './ports.ts';

type Payload = Readonly<Record<string, unknown>>;

/** What the protocol asks of those around it. */
export interface ProtocolHandlers {
  send(message: string): void;
  close(code: CloseCode, reason: string): void;
  /** A first `connection_init` came; `acknowledge` lets operations in. */
  init(payload: Payload): void;
  /** An operation starts under an id that is free. */
  start(id: string, params: OperationParams): void;
  /** The client lost interest in a running operation. */
  stop(id: string): void;
  /** A ping came, perhaps with fresh parameters; it is answered already. */
  ping(payload: Payload): void;
}

/** graphql-transport-ws of one socket, server side, without the socket. */
export interface Protocol {
  receive(text: string): void;
  /** Lets operations in and tells the client. */
  acknowledge(): void;
  /** The time for `connection_init` is over. */
  initDeadline(): void;
  isActive(id: string): boolean;
  /** Answers a query or mutation: one `next`, then `complete`; an `error` alone where it was never executed. */
  answer(id: string, result: FormattedExecutionResult): void;
  /** Ends an operation with errors. */
  fail(id: string, errors: readonly GraphQLFormattedError[]): void;
  complete(id: string): void;
}

type Breach = readonly [code: CloseCode, reason: string];

const longestId = 256;
const badId: Breach = [closeCode.badMessage, `\`id\`: expected 1 to ${longestId} characters`];
const notAnObject: Breach = [closeCode.badMessage, 'Expected a JSON object'];
const inertIds = new Set(['__proto__', 'constructor', 'prototype']);

const isObject = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isOptional = (value: unknown, holds: (value: unknown) => boolean): boolean => value == null || holds(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isId = (value: unknown): value is string =>
  isText(value) && value.length > 0 && value.length <= longestId && !inertIds.has(value);

/** Where a persisted operation is meant, the query may be missing. */
const isParams = (value: unknown): value is OperationParams =>
  isObject(value) &&
  (isText(value.query) || (value.query == null && isObject(value.extensions))) &&
  isOptional(value.operationName, isText) &&
  isOptional(value.variables, isObject) &&
  isOptional(value.extensions, isObject);

class Rules implements Protocol {
  readonly #handlers: ProtocolHandlers;
  readonly #active = new Set<string>();
  #state: 'new' | 'initialising' | 'open' | 'closed' = 'new';

  constructor(handlers: ProtocolHandlers) {
    this.#handlers = handlers;
  }

  receive(text: string): void {
    if (this.#state === 'closed') return;
    const message = parseMessage(text);
    const breach = message ? this.#take(message) : notAnObject;
    if (breach) this.#close(breach);
  }

  acknowledge(): void {
    if (this.#state !== 'initialising') return;
    this.#state = 'open';
    this.#handlers.send('{"type":"connection_ack"}');
  }

  initDeadline(): void {
    if (this.#state === 'new' || this.#state === 'initialising')
      this.#close([closeCode.initTooLate, 'Connection initialisation timeout']);
  }

  isActive(id: string): boolean {
    return this.#active.has(id);
  }

  answer(id: string, result: FormattedExecutionResult): void {
    if (!this.#active.has(id)) return;
    if ('data' in result) {
      this.#handlers.send(JSON.stringify({ id, type: 'next', payload: result }));
      this.#end(id, { id, type: 'complete' });
    } else this.#end(id, { id, type: 'error', payload: result.errors ?? [] });
  }

  fail(id: string, errors: readonly GraphQLFormattedError[]): void {
    this.#end(id, { id, type: 'error', payload: errors });
  }

  complete(id: string): void {
    this.#end(id, { id, type: 'complete' });
  }

  #close([code, reason]: Breach): void {
    this.#state = 'closed';
    this.#handlers.close(code, reason);
  }

  #take(message: Payload): Breach | null {
    const { type } = message;
    if (type === 'subscribe') return this.#subscribe(message);
    if (type === 'complete') return this.#complete(message);
    const payload = message.payload ?? {};
    if (!isObject(payload)) return [closeCode.badMessage, '`payload`: expected an object'];
    if (type === 'connection_init') return this.#initialise(payload);
    if (type === 'ping') {
      this.#handlers.send(JSON.stringify({ type: 'pong', ...(message.payload ? { payload } : {}) }));
      this.#handlers.ping(payload);
      return null;
    }
    return type === 'pong' ? null : [closeCode.badMessage, '`type`: expected a message that clients send'];
  }

  #subscribe({ id, payload }: Payload): Breach | null {
    if (!isId(id)) return badId;
    if (!isParams(payload)) return [closeCode.badMessage, '`payload`: expected a query and its variables'];
    if (this.#state !== 'open') return [closeCode.notInitialised, 'Unauthorized'];
    if (this.#active.has(id)) return [closeCode.duplicateId, limited(`Subscriber for ${id} already exists`)];
    this.#active.add(id);
    this.#handlers.start(id, payload);
    return null;
  }

  #complete({ id }: Payload): Breach | null {
    if (!isId(id)) return badId;
    if (this.#active.delete(id)) this.#handlers.stop(id);
    return null;
  }

  #initialise(payload: Payload): Breach | null {
    if (this.#state !== 'new') return [closeCode.initTwice, 'Too many initialisation requests'];
    this.#state = 'initialising';
    this.#handlers.init(payload);
    return null;
  }

  #end(id: string, message: object): void {
    if (this.#active.delete(id)) this.#handlers.send(JSON.stringify(message));
  }
}

/**
 * Keeps the rules: `connection_init` first and once, ids unique among running operations, nothing for an id after its end. A breach closes the socket with
 * the protocol's code; what comes after that is not read.
 */
export const createProtocol = (handlers: ProtocolHandlers): Protocol => new Rules(handlers);

function parseMessage(text: string): Payload | null {
  try {
    const message: unknown = JSON.parse(text);
    return isObject(message) ? message : null;
  } catch {
    return null;
  }
}

/** A close reason has 123 bytes at most. */
const limited = (reason: string): string =>
  Buffer.byteLength(reason) <= 123 ? reason : 'Subscriber for this id already exists';
