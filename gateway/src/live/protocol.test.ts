import { describe, expect, it } from '@jest/globals';
import { createProtocol } from './protocol.ts';

function protocol() {
  const told: string[] = [];
  const tell =
    (what: string) =>
    (...args: unknown[]): void => {
      told.push([what, ...args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg)))].join(' '));
    };
  const core = createProtocol({
    send: tell('send'),
    close: (code) => tell('close')(code),
    init: tell('init'),
    start: (id) => tell('start')(id),
    stop: tell('stop'),
    ping: tell('ping'),
  });
  return { core, told };
}

const message = (fields: object): string => JSON.stringify(fields);
const init = message({ type: 'connection_init' });
const subscribe = (id: unknown, payload: unknown = { query: '{ a }' }): string =>
  message({ id, type: 'subscribe', payload });

/** An open protocol, forgetting what was told on the way. */
function openProtocol() {
  const { core, told } = protocol();
  core.receive(init);
  core.acknowledge();
  told.length = 0;
  return { core, told };
}

describe('graphql-transport-ws before the acknowledgement', () => {
  it('hands over the payload of connection_init and acknowledges when told', () => {
    const { core, told } = protocol();
    core.receive(message({ type: 'connection_init', payload: { token: 't' } }));
    expect(told).toEqual(['init {"token":"t"}']);
    core.acknowledge();
    expect(told.at(-1)).toBe('send {"type":"connection_ack"}');
  });

  it.each([
    ['a subscribe', [subscribe('1')], 'close 4401'],
    ['a subscribe between init and its acknowledgement', [init, subscribe('1')], 'close 4401'],
    ['a second init', [init, init], 'close 4429'],
    ['no JSON', ['nonsense'], 'close 4400'],
    ['a JSON text that is no object', ['[]'], 'close 4400'],
    ['a type of its own making', [message({ type: 'start' })], 'close 4400'],
    ['a message that only servers send', [message({ type: 'connection_ack' })], 'close 4400'],
    ['an init with a payload that is no object', [message({ type: 'connection_init', payload: 'x' })], 'close 4400'],
  ])('is closed by %s', (_, messages, expected) => {
    const { core, told } = protocol();
    for (const each of messages) core.receive(each);
    expect(told.at(-1)).toBe(expected);
  });

  it('is closed by the deadline, but not after the acknowledgement', () => {
    const late = protocol();
    late.core.initDeadline();
    expect(late.told).toEqual(['close 4408']);
    const { core, told } = openProtocol();
    core.initDeadline();
    expect(told).toEqual([]);
  });

  it('answers pings at any time', () => {
    const { core, told } = protocol();
    core.receive(message({ type: 'ping' }));
    core.receive(message({ type: 'ping', payload: { a: 1 } }));
    expect(told.filter((each) => each.startsWith('send'))).toEqual([
      'send {"type":"pong"}',
      'send {"type":"pong","payload":{"a":1}}',
    ]);
  });
});

describe('graphql-transport-ws after the acknowledgement', () => {
  it.each([
    ['an empty id', subscribe(''), 'close 4400'],
    ['an id of 257 characters', subscribe('x'.repeat(257)), 'close 4400'],
    ['an id that is a number', subscribe(1), 'close 4400'],
    ['an id called __proto__', subscribe('__proto__'), 'close 4400'],
    ['no payload', subscribe('1', null), 'close 4400'],
    ['a query that is no text', subscribe('1', { query: 1 }), 'close 4400'],
    ['neither a query nor extensions', subscribe('1', {}), 'close 4400'],
    ['variables that are a list', subscribe('1', { query: '{ a }', variables: [] }), 'close 4400'],
    ['an operation name that is no text', subscribe('1', { query: '{ a }', operationName: 1 }), 'close 4400'],
    ['a complete without an id', message({ type: 'complete' }), 'close 4400'],
  ])('is closed by %s', (_, text, expected) => {
    const { core, told } = openProtocol();
    core.receive(text);
    expect(told).toEqual([expected]);
  });

  it('starts operations, persisted ones too, and refuses an id that is running', () => {
    const { core, told } = openProtocol();
    core.receive(subscribe('x'.repeat(256)));
    core.receive(subscribe('2', { extensions: { persistedQuery: {} } }));
    core.receive(subscribe('2'));
    expect(told).toEqual([`start ${'x'.repeat(256)}`, 'start 2', 'close 4409']);
  });

  it('reads nothing after a breach', () => {
    const { core, told } = openProtocol();
    core.receive('{');
    core.receive(subscribe('1'));
    core.receive('{');
    expect(told).toEqual(['close 4400']);
  });

  it('stops an operation the client completes, once, and frees its id', () => {
    const { core, told } = openProtocol();
    core.receive(subscribe('1'));
    core.receive(message({ id: '1', type: 'complete' }));
    core.receive(message({ id: '1', type: 'complete' }));
    core.receive(subscribe('1'));
    expect(told).toEqual(['start 1', 'stop 1', 'start 1']);
  });

  it('sends nothing for an operation that is over', () => {
    const { core, told } = openProtocol();
    core.receive(subscribe('1'));
    core.receive(message({ id: '1', type: 'complete' }));
    core.answer('1', { data: null });
    core.fail('1', [{ message: 'late' }]);
    core.complete('1');
    expect(told).toEqual(['start 1', 'stop 1']);
  });

  it('ends an operation with one error, one complete, or an answer and a complete', () => {
    const { core, told } = openProtocol();
    for (const id of ['1', '2', '3']) core.receive(subscribe(id));
    told.length = 0;
    core.fail('1', [{ message: 'no' }]);
    core.complete('2');
    core.answer('3', { data: { a: 1 } });
    for (const id of ['1', '2', '3']) core.complete(id);
    expect(told).toEqual([
      'send {"id":"1","type":"error","payload":[{"message":"no"}]}',
      'send {"id":"2","type":"complete"}',
      'send {"id":"3","type":"next","payload":{"data":{"a":1}}}',
      'send {"id":"3","type":"complete"}',
    ]);
  });
});
