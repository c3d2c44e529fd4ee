import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '@lzstock/kit/config';
import { openDatabase } from '@lzstock/kit/database';
import { createLog } from '@lzstock/kit/log';
import { z } from 'zod';
import { migrations } from '../migrations/migrations.ts';
import { entities } from './companies.ts';
import { type ImportReport, importTickers } from './universe/import-tickers.ts';
import { parseSecTickers, SecTickersError } from './universe/sec-tickers.ts';
import { fetchTickers, readTickersFile } from './universe/ticker-source.ts';

const usage = 'usage: npm run import -w @lzstock/companies -- [--force] <file or URL of company_tickers.json>';

const environment = z.object({
  DATABASE_URL: z.url({ error: 'expected the URL of the database of companies, postgresql://…' }),
  SEC_USER_AGENT: z.string().optional(),
});

async function readText(source: string, userAgent: string | undefined): Promise<string> {
  if (!/^https?:\/\//.test(source)) return readTickersFile(source);
  if (!userAgent) {
    throw new ConfigError('SEC_USER_AGENT: expected a name and a contact, as the SEC asks: "Acme admin@acme.example"');
  }
  return (await fetchTickers(source, userAgent)).text ?? '';
}

function inWords({ refused, ...report }: ImportReport): string {
  const figures = Object.entries(report).map(([what, count]) => `${count.toLocaleString('en-US')} ${what}`);
  if (refused.length > 0)
    figures.push(`${refused.length} without a canonical symbol: ${refused.slice(0, 5).join(', ')}`);
  return figures.join(', ');
}

async function run(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { force: { type: 'boolean', default: false } },
  });
  const [source] = positionals;
  if (source === undefined || positionals.length > 1) throw new ConfigError(usage);
  const config = readConfig(environment);
  const tickers = parseSecTickers(await readText(source, config.SEC_USER_AGENT));
  const log = createLog({ name: 'companies', level: 'warn' });
  const opened = openDatabase({ url: config.DATABASE_URL, entities, migrations, log, pool: 2 });
  await using database = await opened.catch((error: Error) => {
    const [why] = error.message.split('\n');
    throw new ConfigError(`DATABASE_URL: expected a database that can be opened, came: ${why}`);
  });
  return inWords(await importTickers(database.fork(), tickers, values));
}

try {
  console.log(await run(process.argv.slice(2)));
} catch (error) {
  const known = error instanceof ConfigError || error instanceof SecTickersError;
  const unread = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (!known && !unread) throw error;
  console.error(unread ? `${error.message}\n${usage}` : error.message);
  process.exitCode = error instanceof SecTickersError ? 1 : 2;
}
