import { setTimeout as sleep } from 'node:timers/promises';
import { createLog } from '@lzstock/kit/log';
import { runProcess } from '@lzstock/kit/process';
import { serve } from '@lzstock/kit/serve';
import { ordersSdl } from './schema.ts';

/** The subgraph that is broken: orders, placed once for each key. */
await runProcess('orders', async (env) => {
  const placed = new Map<string, { readonly id: string; readonly number: number }>();
  let applied = 0;
  const served = await serve({
    name: 'orders',
    typeDefs: ordersSdl,
    resolvers: {
      Query: {
        orders: () => [{ id: 'a', number: 1 }],
        placed: (_: unknown, { key }: { key: string }) => (placed.has(key) ? applied : 0),
      },
      Mutation: {
        place: async (_: unknown, { key, afterMs }: { key: string; afterMs: number }) => {
          const before = placed.get(key);
          if (!before) {
            applied++;
            placed.set(key, { id: key, number: applied });
          }
          await sleep(afterMs);
          return placed.get(key);
        },
      },
      Order: { __resolveReference: ({ id }: { id: string }) => ({ id, number: 1 }) },
    },
    context: () => ({}),
    port: Number(env.PORT),
    secrets: env.SUBGRAPH_SECRET ? [env.SUBGRAPH_SECRET] : null,
    log: createLog({ name: 'orders', level: 'warn' }),
    ready: async () => {},
  });
  return served;
});
