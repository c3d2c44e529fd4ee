import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningCompanies, runCompanies } from './running-companies.ts';

let running: RunningCompanies;
let folder: string;
beforeAll(async () => {
  running = await runCompanies();
  folder = await mkdtemp(join(tmpdir(), 'companies-'));
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Exit code and output of the command. */
function command(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [new URL('../src/import.ts', import.meta.url).pathname, ...args], {
    env: { PATH: process.env.PATH, DATABASE_URL: running.databaseUrl, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}

const tickers = {
  0: { cik_str: 320193, ticker: 'AAPL', title: 'Apple Inc.' },
  1: { cik_str: 42, ticker: 'FRESH', title: 'Fresh Corp' },
};

describe('npm run import', () => {
  it('takes a list, gzipped or not, and says in words what it did; a running process follows', async () => {
    const file = join(folder, 'tickers.json.gz');
    await writeFile(file, gzipSync(JSON.stringify(tickers)));
    const { code, out, err } = await command([file, '--force']);
    expect(err).toBe('');
    expect([code, out]).toEqual([0, '1 listed, 5 changed, 0 renamed, 5 delisted, 3 unchanged\n']);
    await running.companies.search.refresh();
    const { data } = await running.ask('{ searchInstruments(text: "fresh") { symbol } }');
    expect(data.searchInstruments).toEqual([{ symbol: 'FRESH' }]);
  });

  it.each([
    ['without a source', [], 2, /^usage: npm run import/],
    ['with an unknown option', ['--what'], 2, /Unknown option '--what'/],
    ['for a file that is not there', ['/nowhere.json'], 1, /^expected a readable file \/nowhere\.json, came: /],
    [
      'for a URL without a contact',
      ['https://www.sec.gov/files/company_tickers.json'],
      2,
      /^SEC_USER_AGENT: expected a name and a contact/,
    ],
  ])('says what is wrong %s', async (_, args, expected, message) => {
    const { code, out, err } = await command(args);
    expect([code, out]).toEqual([expected, '']);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/^ {4}at /m);
  });

  it('says that the database is away', async () => {
    const file = join(folder, 'whole.json');
    await writeFile(file, JSON.stringify(tickers));
    const { code, err } = await command([file], { DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/nothing' });
    expect(code).toBe(2);
    expect(err).toMatch(/^DATABASE_URL: expected a database that can be opened, came: .*\n$/);
  });

  it('changes nothing where the list is broken', async () => {
    const file = join(folder, 'broken.json');
    await writeFile(file, JSON.stringify({ ...tickers, 2: { ticker: 'X', title: 'x' } }));
    const before = await running.rows('select * from instrument order by id');
    const { code, err } = await command([file]);
    expect(code).toBe(1);
    expect(err).toMatch(/^expected \{"0":.* came at 2\.cik_str: /);
    expect(await running.rows('select * from instrument order by id')).toEqual(before);
  });
});
