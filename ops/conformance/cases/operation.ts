import { Breach, type Case, Untried } from '../case.ts';
import type { ServerMessage } from '../message.ts';
import { beforePong, outcome, subscribe, told, type Visit } from '../visit.ts';

/** One operation on a fresh socket: its messages, with proof that none follows its end. */
async function ask(visit: Visit, query: string, rest: object = {}): Promise<ServerMessage[]> {
  const talk = await visit.acknowledged();
  talk.send(subscribe('1', query, rest));
  const messages = await outcome(talk, '1');
  const late = [...(await beforePong(talk)), ...talk.unread].filter(({ id }) => id === '1');
  await talk.silence(100);
  if (late.length > 0) throw new Breach(`expected nothing after the end, came ${told([...messages, ...late])}`);
  return messages;
}

const types = (messages: readonly ServerMessage[]): string => messages.map(({ type }) => type).join(' ');
const hasErrors = ({ payload }: ServerMessage): boolean =>
  Array.isArray((payload as { errors?: unknown[] } | undefined)?.errors);

async function expectAnswer(visit: Visit, query: string, rest: object = {}): Promise<string> {
  const messages = await ask(visit, query, rest);
  if (types(messages) !== 'next complete' || hasErrors(messages[0]!))
    throw new Breach(`expected one next without errors, then complete, came ${told(messages)} ${errorsOf(messages)}`);
  return told(messages);
}

const errorsOf = ([first]: readonly ServerMessage[]): string => JSON.stringify(first?.payload ?? null).slice(0, 120);

/** The operation never ran: one `error` and no `complete`. */
async function expectError(visit: Visit, query: string, rest: object = {}): Promise<string> {
  const messages = await ask(visit, query, rest);
  if (types(messages) !== 'error')
    throw new Breach(`expected error and nothing else, came ${told(messages)} ${errorsOf(messages)}`);
  return told(messages);
}

/** Execution refused it: an `error`, or a `next` that tells the errors and then `complete`. */
async function expectErrorEitherWay(visit: Visit, query: string, rest: object = {}): Promise<string> {
  const messages = await ask(visit, query, rest);
  const isNext = types(messages) === 'next complete' && hasErrors(messages[0]!);
  if (types(messages) !== 'error' && !isNext)
    throw new Breach(`expected error, or errors in next, then complete, came ${told(messages)}`);
  return told(messages);
}

const twoOperations = 'query One { one: __typename } query Two { two: __typename }';
const withVariable = 'query ($yes: Boolean!) { __typename @include(if: $yes) }';

export const operationCases: readonly Case[] = [
  {
    id: 'operation/query',
    level: 'MUST',
    rule: 'A query gets one next and then complete.',
    run: (visit) => expectAnswer(visit, visit.server.query),
  },
  {
    id: 'operation/mutation',
    level: 'MUST',
    rule: 'A mutation gets one next and then complete.',
    needs: 'mutation',
    run: (visit) => expectAnswer(visit, visit.server.mutation!),
  },
  {
    id: 'operation/invalid',
    level: 'MUST',
    rule: 'An operation that fails validation gets one error and no complete.',
    run: (visit) => expectError(visit, visit.server.invalid),
  },
  {
    id: 'operation/invalid-subscription',
    level: 'MUST',
    rule: 'A subscription that fails validation gets one error and no complete.',
    run: (visit) => expectError(visit, 'subscription { aFieldThatNoSchemaHas }'),
  },
  {
    id: 'operation/syntax',
    level: 'MUST',
    rule: 'An operation that does not parse gets one error and no complete; the socket stays.',
    run: (visit) => expectError(visit, '{ __typename'),
  },
  {
    id: 'operation/empty-query',
    level: 'MUST',
    rule: 'An empty query is an operation that does not parse: one error; the socket stays.',
    run: (visit) => expectError(visit, ''),
  },
  {
    id: 'operation/no-operation',
    level: 'MUST',
    rule: 'A document of fragments alone gets one error.',
    run: (visit) => expectError(visit, 'fragment F on Query { __typename }'),
  },
  {
    id: 'operation/name-chooses',
    level: 'MUST',
    rule: 'operationName chooses among several operations.',
    async run(visit) {
      const messages = await ask(visit, twoOperations, { operationName: 'Two' });
      const { data } = (messages[0]?.payload ?? {}) as { data?: Record<string, unknown> };
      if (types(messages) !== 'next complete' || typeof data?.two !== 'string' || 'one' in data)
        throw new Breach(`expected the answer of Two, came ${told(messages)} ${JSON.stringify(data)}`);
      return JSON.stringify(data);
    },
  },
  {
    id: 'operation/name-unknown',
    level: 'MUST',
    rule: 'An operationName that the document does not have gets one error.',
    run: (visit) => expectError(visit, twoOperations, { operationName: 'Three' }),
  },
  {
    id: 'operation/name-missing',
    level: 'MUST',
    rule: 'Several operations and no operationName get one error.',
    run: (visit) => expectError(visit, twoOperations),
  },
  {
    id: 'operation/variables',
    level: 'MUST',
    rule: 'Variables reach the operation.',
    run: (visit) => expectAnswer(visit, withVariable, { variables: { yes: true } }),
  },
  {
    id: 'operation/variables-missing',
    level: 'MUST',
    rule: 'A required variable that is missing is told as an error.',
    run: (visit) => expectErrorEitherWay(visit, withVariable),
  },
  {
    id: 'operation/variables-wrong',
    level: 'MUST',
    rule: 'A variable of the wrong type is told as an error.',
    run: (visit) => expectErrorEitherWay(visit, withVariable, { variables: { yes: 'perhaps' } }),
  },
  {
    id: 'operation/variables-proto',
    level: 'MUST',
    rule: 'A variable called __proto__ pollutes nothing: the next operation is answered.',
    async run(visit) {
      const talk = await visit.acknowledged();
      const { query } = visit.server;
      talk.send(
        `{"id":"1","type":"subscribe","payload":{"query":${JSON.stringify(query)},"variables":{"__proto__":{"data":1}}}}`,
      );
      await outcome(talk, '1');
      return expectAnswer(visit, query);
    },
  },
  {
    id: 'operation/socket-outlives-error',
    level: 'MUST',
    rule: 'An error ends its operation alone: the socket serves the next one.',
    async run(visit) {
      const talk = await visit.acknowledged();
      talk.send(subscribe('bad', visit.server.invalid), subscribe('good', visit.server.query));
      const ended = new Map<string, string>();
      await talk.receiveUntil('both ends', ({ id, type }) => {
        if (id && type !== 'next') ended.set(id, type);
        return ended.size === 2;
      });
      if (ended.get('good') !== 'complete') throw new Breach(`expected complete, came ${ended.get('good')}`);
      return `bad: ${ended.get('bad')}, good: ${ended.get('good')}`;
    },
  },
  {
    id: 'operation/concurrent',
    level: 'MUST',
    rule: 'Fifty operations on one socket get their own next and complete each, in that order.',
    async run(visit) {
      const talk = await visit.acknowledged();
      const ids = Array.from({ length: 50 }, (_, index) => `c${index}`);
      talk.send(...ids.map((id) => subscribe(id, visit.server.query)));
      let ended = 0;
      const all = await talk.receiveUntil('fifty ends', ({ type }) => type === 'complete' && ++ended === ids.length);
      for (const id of ids) {
        const own = types(all.filter((message) => message.id === id));
        if (own !== 'next complete') throw new Breach(`expected next complete for ${id}, came ${own}`);
      }
      return '50 × next, complete';
    },
  },
  {
    id: 'operation/left-in-flight',
    level: 'MUST',
    rule: 'A client that completes its query hears nothing of it once that is worked off, and the id is free.',
    async run(visit) {
      const talk = await visit.acknowledged();
      talk.send(subscribe('1', visit.server.query), { id: '1', type: 'complete' });
      const before = await beforePong(talk);
      await talk.silence(300);
      talk.send(subscribe('1', visit.server.query));
      const again = await outcome(talk, '1');
      if (types(again) !== 'next complete') throw new Breach(`expected next complete, came ${told(again)}`);
      return `${told(before.filter(({ id }) => id === '1'))} before the pong, nothing after`;
    },
  },
  {
    id: 'operation/complete-unknown',
    level: 'MUST',
    rule: 'complete for an id that is unknown, or that ended long ago, is ignored.',
    async run(visit) {
      const talk = await visit.acknowledged();
      talk.send({ id: 'never', type: 'complete' }, subscribe('1', visit.server.query));
      await outcome(talk, '1');
      talk.send({ id: '1', type: 'complete' }, { id: '1', type: 'complete' });
      const came = await beforePong(talk);
      if (came.length > 0) throw new Breach(`expected nothing, came ${told(came)}`);
      return 'nothing, and the next ping is answered';
    },
  },
  {
    id: 'operation/two-root-fields',
    level: 'SHOULD',
    rule: 'A subscription to two root fields at once, which GraphQL forbids, gets one error.',
    needs: 'subscription',
    async run(visit) {
      const body = /\{([\s\S]*)\}\s*$/.exec(visit.server.subscription!)?.[1];
      if (!body?.trim() || /\.\.\./.test(body)) throw new Untried('the subscription is not one selection');
      return expectError(visit, `subscription { one: ${body.trim()} two: ${body.trim()} }`);
    },
  },
];
