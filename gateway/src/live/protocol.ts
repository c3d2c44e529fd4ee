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

/**
 * Keeps the rules: `connection_init` first and once, ids unique among running operations, nothing for an id after its end. A breach closes the socket with
 * the protocol's code; what comes after that is not read.
 */
export function createProtocol(handlers: ProtocolHandlers): Protocol {
  const active = new Set<string>();
  let state: 'new' | 'initialising' | 'open' | 'closed' = 'new';

  function close([code, reason]: Breach): void {
    state = 'closed';
    handlers.close(code, reason);
  }

  function subscribe({ id, payload }: Payload): Breach | null {
    if (!isId(id)) return badId;
    if (!isParams(payload)) return [closeCode.badMessage, '`payload`: expected a query and its variables'];
    if (state !== 'open') return [closeCode.notInitialised, 'Unauthorized'];
    if (active.has(id)) return [closeCode.duplicateId, limited(`Subscriber for ${id} already exists`)];
    active.add(id);
    handlers.start(id, payload);
    return null;
  }

  function complete({ id }: Payload): Breach | null {
    if (!isId(id)) return badId;
    if (active.delete(id)) handlers.stop(id);
    return null;
  }

  function initialise(payload: Payload): Breach | null {
    if (state !== 'new') return [closeCode.initTwice, 'Too many initialisation requests'];
    state = 'initialising';
    handlers.init(payload);
    return null;
  }

  function take(message: Payload): Breach | null {
    const { type } = message;
    if (type === 'subscribe') return subscribe(message);
    if (type === 'complete') return complete(message);
    const payload = message.payload ?? {};
    if (!isObject(payload)) return [closeCode.badMessage, '`payload`: expected an object'];
    if (type === 'connection_init') return initialise(payload);
    if (type === 'ping') {
      handlers.send(JSON.stringify({ type: 'pong', ...(message.payload ? { payload } : {}) }));
      handlers.ping(payload);
      return null;
    }
    return type === 'pong' ? null : [closeCode.badMessage, '`type`: expected a message that clients send'];
  }

  function end(id: string, message: object): void {
    if (active.delete(id)) handlers.send(JSON.stringify(message));
  }

  return {
    receive(text) {
      if (state === 'closed') return;
      const message = parseMessage(text);
      const breach = message ? take(message) : notAnObject;
      if (breach) close(breach);
    },
    acknowledge() {
      if (state !== 'initialising') return;
      state = 'open';
      handlers.send('{"type":"connection_ack"}');
    },
    initDeadline() {
      if (state === 'new' || state === 'initialising')
        close([closeCode.initTooLate, 'Connection initialisation timeout']);
    },
    isActive: (id) => active.has(id),
    answer(id, result) {
      if (!active.has(id)) return;
      if (!('data' in result)) return end(id, { id, type: 'error', payload: result.errors ?? [] });
      handlers.send(JSON.stringify({ id, type: 'next', payload: result }));
      end(id, { id, type: 'complete' });
    },
    fail: (id, errors) => end(id, { id, type: 'error', payload: errors }),
    complete: (id) => end(id, { id, type: 'complete' }),
  };
}

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
