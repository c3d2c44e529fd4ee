import { expect, it } from '@jest/globals';
import { OutboxRow } from '../events/outbox.ts';
import { openDatabase } from '../src/database.ts';
import { createLog } from '../src/log.ts';
import { testDatabase } from '../testing/database.ts';

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
