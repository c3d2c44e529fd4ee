import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defineEntity, MikroORM, p } from '@mikro-orm/postgresql';
import { Redis } from 'ioredis';
import pg from 'pg';
import { startContainer } from '../testing/containers.ts';
import { countedRedis } from '../testing/count-redis.ts';
import { countSql } from '../testing/count-sql.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { describeWithContainers, describeWithRedis } from '../testing/needs.ts';
import { testRedis } from '../testing/redis.ts';

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('a test database', () => {
  it('is empty, its own, and not shared with another', async () => {
    await using one = await testDatabase();
    await using other = await testDatabase();
    await ask(one.url, 'create table only_here (n int)');
    await expect(ask(other.url, 'select * from only_here')).rejects.toMatchObject({ code: '42P01' });
  });

  it('belongs to a role that is no superuser and has the limits of a context', async () => {
    await using database = await testDatabase();
    const [row] = await ask(
      database.url,
      `select current_setting('is_superuser') as super, current_setting('statement_timeout') as limit`,
    );
    expect(row).toEqual({ super: 'off', limit: '2s' });
  });

  it('is gone once disposed, though somebody is still connected', async () => {
    const database = await testDatabase();
    const client = new pg.Client({ connectionString: database.url });
    client.on('error', () => {});
    await client.connect();
    await database[Symbol.asyncDispose]();
    await expect(ask(database.url, 'select 1')).rejects.toMatchObject({ code: '3D000' });
  });

  it('begins as a copy of its template, which is prepared once', async () => {
    let prepared = 0;
    const template = {
      name: 'answers',
      prepare: async (url: string): Promise<void> => {
        prepared++;
        await ask(url, 'create table answer as select 42 as n');
      },
    };
    const databases = await Promise.all([1, 2, 3].map(() => testDatabase({ template })));
    await ask(databases[0]!.url, 'update answer set n = 0');
    expect(await Promise.all(databases.map(({ url }) => ask(url, 'select n from answer')))).toEqual([
      [{ n: 0 }],
      [{ n: 42 }],
      [{ n: 42 }],
    ]);
    expect(prepared).toBe(1);
    for (const database of databases) await database[Symbol.asyncDispose]();
  });
});

describe('the count of SQL statements', () => {
  let database: TestDatabase;
  let pool: pg.Pool;

  beforeAll(async () => {
    database = await testDatabase();
    pool = new pg.Pool({ connectionString: database.url });
    await pool.query('create table gauge (n int); create table lamp (n int)');
  });
  afterAll(async () => {
    await pool.end();
    await database[Symbol.asyncDispose]();
  });

  it('names every statement and table, transactions aside', async () => {
    const { result, statements, tables } = await countSql(pool, async () => {
      const client = await pool.connect();
      await client.query('begin');
      await client.query('insert into gauge values (1)');
      await client.query({ text: 'insert into lamp select n from gauge where n = $1', values: [1] });
      await client.query('commit');
      client.release();
      return (await pool.query('select n from lamp')).rowCount;
    });
    expect(result).toBe(1);
    expect(statements).toHaveLength(3);
    expect(tables).toEqual({ gauge: 2, lamp: 2 });
  });

  it('hears what an ORM asks', async () => {
    const Gauge = defineEntity({ name: 'Gauge', tableName: 'gauge', properties: { n: p.integer().primary() } });
    const orm = await MikroORM.init({ clientUrl: database.url, entities: [Gauge] });
    try {
      const { statements, tables } = await countSql(orm, async () => {
        const em = orm.em.fork();
        await em.find(Gauge, {});
        em.create(Gauge, { n: 7 });
        await em.flush();
      });
      expect(statements).toHaveLength(2);
      expect(tables).toEqual({ gauge: 2 });
    } finally {
      await orm.close(true);
    }
  });

  it('hears nothing before and after', async () => {
    await pool.query('select * from gauge');
    const { statements } = await countSql(pool, async () => {});
    await pool.query('select * from gauge');
    expect(statements).toEqual([]);
  });
});

await describeWithRedis('a test Redis', (url) => {
  it('answers, and is empty', async () => {
    const client = new Redis(url());
    expect(await client.ping()).toBe('PONG');
    client.disconnect();
  });

  it('shares no key with another', async () => {
    await using other = (await testRedis())!;
    const [one, two] = [new Redis(url()), new Redis(other.url)];
    await one.set('here', '1');
    expect(await two.get('here')).toBeNull();
    one.disconnect();
    two.disconnect();
  });

  it('has its commands counted, pipelined or not', async () => {
    await using counted = await countedRedis(url());
    const client = new Redis(counted.url);
    await client.ping();
    const { commands, result } = await counted.count(async () => {
      await client.pipeline().set('a', '1').get('a').exec();
      return client.get('a');
    });
    expect(result).toBe('1');
    expect(commands).toEqual(['set', 'get', 'get']);
    client.disconnect();
  });
});

await describeWithContainers('a server in a container', () => {
  it('takes connections where it says', async () => {
    await using server = await startContainer({
      image: 'redis:7-alpine',
      port: 6379,
      command: ['redis-server'],
      ready: { text: /Ready to accept connections/, times: 1 },
    });
    const client = new Redis(server.port, server.host);
    expect(await client.ping()).toBe('PONG');
    client.disconnect();
  });
});
