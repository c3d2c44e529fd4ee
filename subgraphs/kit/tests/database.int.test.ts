import { expect, it } from '@jest/globals';
import { Migration } from '@mikro-orm/migrations';
import { OutboxRow } from '../events/outbox.ts';
import { openDatabase } from '../src/database.ts';
import { createLog } from '../src/log.ts';
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
