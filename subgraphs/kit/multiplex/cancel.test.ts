import { expect, it } from '@jest/globals';
import { buildSchema, execute, type GraphQLObjectType, parse } from 'graphql';
import { createCancellation } from './cancel.ts';

it('an execution whose signal aborts resolves no further field', async () => {
  const cancellation = createCancellation();
  const leaving = new AbortController();
  let resolved = 0;
  const { Query, Thing } = cancellation.guard({
    Query: {
      thing: async () => {
        leaving.abort();
        return {};
      },
    },
    Thing: { name: () => ++resolved, same: (parent: unknown) => parent },
  });
  const schema = buildSchema('type Query { thing: Thing } type Thing { name: Int same: Thing }');
  for (const [type, fields] of [
    ['Query', Query],
    ['Thing', Thing],
  ] as const)
    for (const [field, resolve] of Object.entries(fields))
      (schema.getType(type) as GraphQLObjectType).getFields()[field]!.resolve = resolve as never;
  const contextValue = {};
  cancellation.tie(contextValue, leaving.signal);
  const document = parse('{ thing { name same { name } } }');
  await execute({ schema, document, contextValue });
  expect(resolved).toBe(0);
  await execute({ schema, document, contextValue: {} });
  expect(resolved).toBe(2);
});

it('references are resolved until then, and what is no resolver is left alone', () => {
  const cancellation = createCancellation();
  const context = {};
  const scalar = new (class Scalar {})();
  const subscription = { subscribe: () => 'stream' };
  const guarded = cancellation.guard({
    Thing: { __resolveReference: ({ id }: { id: string }) => id },
    Subscription: { things: subscription },
    Scalar: scalar,
  });
  expect(guarded.Thing.__resolveReference({ id: '1' }, context, {})).toBe('1');
  cancellation.tie(context, AbortSignal.abort());
  expect(() => guarded.Thing.__resolveReference({ id: '1' }, context, {})).toThrow('Nobody waits');
  expect([guarded.Subscription.things, guarded.Scalar]).toEqual([subscription, scalar]);
});
