import { Breach, type Case } from '../case.ts';
import { closedAfter, expectClose } from '../expect-close.ts';
import { opcode } from '../frame.ts';
import { initOf, outcome, subscribe, told } from '../visit.ts';

type Malformed = readonly [name: string, what: string, message: (query: string) => object | string];

const messages: readonly Malformed[] = [
  ['not-json', 'a text that is not JSON', () => '{"type":"ping"'],
  ['empty', 'an empty text', () => ''],
  ['list', 'a list of messages', () => [{ type: 'ping' }]],
  ['text', 'a JSON text', () => '"ping"'],
  ['number', 'a JSON number', () => '7'],
  ['null', 'a JSON null', () => 'null'],
  ['no-type', 'a message without a type', () => ({ id: '1' })],
  ['type-number', 'a type that is a number', () => ({ type: 1 })],
  ['type-unknown', 'a type that the protocol does not know', () => ({ type: 'start', id: '1' })],
  ['type-proto', 'a type that is called __proto__', () => ({ type: '__proto__' })],
  ['type-case', 'a type in capitals', () => ({ type: 'PING' })],
  ['deep', 'a list in a list, thirty thousand deep', () => '['.repeat(30_000) + ']'.repeat(30_000)],
  ['payload-missing', 'a subscribe without a payload', () => ({ type: 'subscribe', id: '1' })],
  ['payload-null', 'a subscribe with a payload of null', () => ({ type: 'subscribe', id: '1', payload: null })],
  ['payload-text', 'a subscribe whose payload is the query', (payload) => ({ type: 'subscribe', id: '1', payload })],
  [
    'payload-list',
    'a subscribe whose payload is a list',
    (query) => ({ type: 'subscribe', id: '1', payload: [query] }),
  ],
  ['query-missing', 'a subscribe without a query', () => ({ type: 'subscribe', id: '1', payload: {} })],
  ['query-number', 'a query that is a number', () => subscribe('1', 7)],
  ['query-object', 'a query that is an object', () => subscribe('1', { kind: 'Document' })],
  ['variables-list', 'variables in a list', (query) => subscribe('1', query, { variables: [] })],
  ['variables-text', 'variables as a text', (query) => subscribe('1', query, { variables: '{}' })],
  [
    'operation-name-number',
    'an operationName that is a number',
    (query) => subscribe('1', query, { operationName: 1 }),
  ],
  ['extensions-text', 'extensions as a text', (query) => subscribe('1', query, { extensions: 'x' })],
  ['complete-without-id', 'a complete without an id', () => ({ type: 'complete' })],
  ['complete-id-empty', 'a complete with an empty id', () => ({ type: 'complete', id: '' })],
  ['complete-id-number', 'a complete whose id is a number', () => ({ type: 'complete', id: 1 })],
];

const ofServers: readonly (readonly [type: string, message: object])[] = [
  ['connection_ack', { type: 'connection_ack' }],
  ['next', { id: '1', type: 'next', payload: { data: null } }],
  ['error', { id: '1', type: 'error', payload: [{ message: 'no' }] }],
];

export const malformedCases: readonly Case[] = [
  ...messages.map(
    ([name, what, message]): Case => ({
      id: `malformed/${name}`,
      level: 'MUST',
      rule: `No message: ${what}. The socket is closed with 4400.`,
      run: (visit) => closedAfter(visit, [4400], message(visit.server.query)),
    }),
  ),
  ...ofServers.map(
    ([type, message]): Case => ({
      id: `malformed/client-sends-${type}`,
      level: 'SHOULD',
      rule: `${type} is for servers to send: a client that does is closed with 4400.`,
      run: (visit) => closedAfter(visit, [4400], message),
    }),
  ),
  {
    id: 'malformed/binary-noise',
    level: 'MUST',
    rule: 'A binary frame that holds no JSON is no message: the socket is closed with 4400.',
    async run(visit) {
      const talk = await visit.acknowledged();
      talk.sendBinary(Buffer.from([0, 1, 2, 0xff, 0xfe]));
      const came = await expectClose(talk, [4400]);
      await visit.stillServes();
      return came;
    },
  },
  {
    id: 'malformed/binary-json',
    level: 'SHOULD',
    rule: 'Messages are text: a binary frame is closed with 4400 even where it holds JSON.',
    async run(visit) {
      const talk = await visit.acknowledged();
      talk.sendBinary(Buffer.from('{"type":"ping"}'));
      return expectClose(talk, [4400]);
    },
  },
  {
    id: 'malformed/before-init',
    level: 'MUST',
    rule: 'A message that is none is as invalid before connection_init as after it: 4400.',
    async run(visit) {
      const talk = await visit.talk();
      talk.send('hello');
      return expectClose(talk, [4400]);
    },
  },
  {
    id: 'malformed/nullish-is-absent',
    level: 'MUST',
    rule: 'null in the place of what may be left out is as good as leaving it out.',
    async run(visit) {
      const talk = await visit.acknowledged();
      talk.send(subscribe('1', visit.server.query, { variables: null, operationName: null, extensions: null }));
      return told(await outcome(talk, '1'));
    },
  },
  {
    id: 'malformed/silence-after-close',
    level: 'MUST',
    rule: 'After its close frame the server sends no message, whatever still runs or still comes.',
    async run(visit) {
      const wire = await visit.wire();
      wire.sendText(initOf(visit.server));
      let frame = await wire.receive();
      while (frame.opcode !== opcode.text) frame = await wire.receive();
      const operation = visit.server.subscription ?? visit.server.query;
      wire.sendText(subscribe('1', operation), subscribe('2', operation), { type: 'nonsense' }, { type: 'ping' });
      const came = await expectClose(wire, [4400]);
      await new Promise((resolve) => setTimeout(resolve, 500));
      const [late] = wire.afterClose;
      if (late) throw new Breach(`expected nothing after the close, came ${String(late.payload)}`);
      return `${came}, then silence`;
    },
  },
];
