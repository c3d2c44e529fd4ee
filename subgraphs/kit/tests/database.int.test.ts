import { expect, it } from '@jest/globals';
import { Migration } from '@mikro-orm/migrations';
import { OutboxRow } from '../events/outbox.ts';
import { type Database, openDatabase } from '../src/database.ts';
import { createLog } from '../src/log.ts';
import { type Served, serve } from '../src/serve.ts';
import { testDatabase } from '../testing/database.ts';
import { chaosProxy } from '../testing/proxy.ts';

const log = createLog({ name: 'test', level: 'silent' });

it('gets its connections back when sessions die in the middle of transactions', async () => {
  await using own = await testDatabase();
  await using database = await openDatabase({ url: own.url, entities: [OutboxRow], migrations: [], pool: 2, log });
  for (let round = 0; round < 6; round++) {
    const dying = database.fork().transactional(async (em) => {
      await em.execute('select 1');
      await em.execute('select pg_terminate_backend(pg_backend_pid())');
    });
    await expect(dying).rejects.toThrow(/terminat/);
  }
  const [row] = await database.fork().transactional((em) => em.execute('select 7 as seven'));
  expect(row).toEqual({ seven: 7 });
  await database.ping();
});

class OneTable extends Migration {
  override up(): void {
    this.addSql('create table one_table (id int primary key)');
  }
}

it('is migrated once where several processes open it at once', async () => {
  await using own = await testDatabase();
  const migrations = [{ name: 'one-table', class: OneTable }];
  await using all = new AsyncDisposableStack();
  const opened = await Promise.allSettled(
    [1, 2, 3].map(async () => all.use(await openDatabase({ url: own.url, entities: [OutboxRow], migrations, log }))),
  );
  expect(opened.map((each) => (each.status === 'rejected' ? String(each.reason) : 'open'))).toEqual(
    Array(3).fill('open'),
  );
});

it('says within its deadline that a silent server does not answer', async () => {
  await using own = await testDatabase();
  await using way = await chaosProxy({ to: own.url });
  await using database = await openDatabase({ url: way.url, entities: [OutboxRow], migrations: [], log });
  await database.ping();
  way.blackhole();
  await expect(database.ping()).rejects.toThrow('no answer within 2000 ms');
  await way.heal();
  await database.ping();
});

/** A subgraph of one database, every query of which sleeps. */
function sleeper(database: Database): Promise<Served> {
  return serve({
    name: 'sleeper',
    typeDefs: 'type Query { sleep(seconds: Float!): Float now: Int }',
    resolvers: {
      Query: {
        sleep: async (_: unknown, { seconds }: { seconds: number }) => {
          await database.fork().execute('select pg_sleep(?)', [seconds]);
          return seconds;
        },
        now: async () => (await database.fork().execute('select 1 as now'))[0]?.now,
      },
    },
    port: 0,
    log,
    ready: () => database.ping(),
    context: () => ({}),
  });
}

it('refuses with OVERLOADED what finds every connection taken, and is healthy meanwhile', async () => {
  await using own = await testDatabase();
  await using database = await openDatabase({ url: own.url, entities: [OutboxRow], migrations: [], pool: 2, log });
  await using served = await sleeper(database);
  const ask = async (query: string) => {
    const response = await fetch(served.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return response.json();
  };
  const sleeping = [ask('{ sleep(seconds: 1.8) }'), ask('{ sleep(seconds: 1.8) }')];
  await new Promise((resolve) => setTimeout(resolve, 200));
  const [refused, health] = await Promise.all([ask('{ now }'), fetch(served.url.replace('graphql', 'health'))]);
  expect(refused).toMatchObject({
    data: { now: null },
    errors: [{ path: ['now'], extensions: { code: 'OVERLOADED' } }],
  });
  expect(JSON.stringify(refused)).not.toMatch(/pool|connection|select/);
  expect([health.status, await health.json()]).toEqual([200, { status: 'ready' }]);
  expect(await Promise.all(sleeping)).toEqual([{ data: { sleep: 1.8 } }, { data: { sleep: 1.8 } }]);
  expect(await ask('{ now }')).toEqual({ data: { now: 1 } });
}, 20_000);

it('gives up what a silent server does not answer, and has its connections back when it speaks again', async () => {
  await using own = await testDatabase();
  await using way = await chaosProxy({ to: own.url });
  await using database = await openDatabase({ url: way.url, entities: [OutboxRow], migrations: [], pool: 2, log });
  const one = () => database.fork().execute('select 1 as one');
  const many = () => Promise.allSettled([one(), one(), database.fork().transactional((em) => em.execute('select 2'))]);
  expect((await many()).map(({ status }) => status)).toEqual(Array(3).fill('fulfilled'));
  way.blackhole();
  expect((await many()).map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
  await way.heal();
  let whole = false;
  for (let tries = 0; tries < 50 && !whole; tries++)
    whole = (await many()).every(({ status }) => status === 'fulfilled');
  expect(whole).toBe(true);
}, 30_000);
