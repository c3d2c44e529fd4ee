/** A message of graphql-transport-ws that a server may send. */
export interface ServerMessage {
  readonly type: 'connection_ack' | 'ping' | 'pong' | 'next' | 'error' | 'complete';
  readonly id?: string;
  readonly payload?: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isError = (value: unknown): boolean => isObject(value) && typeof value.message === 'string';

const isResult = (value: unknown): boolean =>
  isObject(value) && ('data' in value || (Array.isArray(value.errors) && value.errors.every(isError)));

/** Reads what a server sent. Throws with what is wrong where it is no message of the protocol. */
export function readServerMessage(text: string): ServerMessage {
  const message: unknown = JSON.parse(text);
  if (!isObject(message)) throw new Error('it is no JSON object');
  const { type, id, payload } = message;
  switch (type) {
    case 'connection_ack':
    case 'ping':
    case 'pong':
      if (payload != null && !isObject(payload)) throw new Error(`the payload of \`${type}\` is no object`);
      break;
    case 'next':
      if (!isResult(payload)) throw new Error('the payload of `next` is no execution result');
      break;
    case 'error':
      if (!Array.isArray(payload) || payload.length === 0 || !payload.every(isError))
        throw new Error('the payload of `error` is no list of errors');
      break;
    case 'complete':
      break;
    default:
      throw new Error(`\`${String(type)}\` is no type that servers send`);
  }
  if ((type === 'next' || type === 'error' || type === 'complete') && typeof id !== 'string')
    throw new Error(`\`${type}\` carries no id`);
  return message as unknown as ServerMessage;
}

/** Short enough for one line of a report. */
export const excerpt = (text: string, most = 90): string => (text.length <= most ? text : `${text.slice(0, most)}…`);
