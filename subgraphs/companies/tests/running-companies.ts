import { createLog } from '@lzstock/kit/log';
import { memoryRedis } from '@lzstock/kit/redis/memory';
import type { Redis } from '@lzstock/kit/redis/ports';
import { testDatabase } from '@lzstock/kit/testing/database';
import { type Companies, type CompaniesConfig, startCompanies } from '../src/companies.ts';
import { smallSnapshot } from './small-snapshot.ts';

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: whatever was asked for
  readonly data?: any;
  readonly errors?: readonly { message: string; extensions: { code: string; argument?: string; id?: string } }[];
}

export interface RunningCompanies extends AsyncDisposable {
  readonly companies: Companies;
  readonly redis: Redis;
  readonly databaseUrl: string;
  ask(query: string, variables?: object): Promise<Answer>;
  /** Rows of a statement, beside the context. */
  rows<T>(sql: string): Promise<T[]>;
}

export const log = createLog({ name: 'companies', level: 'silent' });

/** Starts the context on a database of its own, filled with the small snapshot; it looks for others' changes only when told. */
export async function runCompanies(config: Partial<CompaniesConfig> = {}): Promise<RunningCompanies> {
  await using parts = new AsyncDisposableStack();
  const databaseUrl = config.databaseUrl ?? parts.use(await testDatabase()).url;
  const redis = config.redis ?? parts.use(await memoryRedis());
  const companies = parts.use(
    await startCompanies({
      databaseUrl,
      redis,
      port: 0,
      log,
      snapshot: smallSnapshot,
      progress: { write: () => {} },
      refreshMs: 3_600_000,
      random: () => 0.5,
      ...config,
    }),
  );
  await companies.search.refresh();
  const all = parts.move();
  return {
    companies,
    redis,
    databaseUrl,
    async ask(query, variables = {}) {
      const response = await fetch(companies.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as Answer;
    },
    rows: (sql) => companies.database.fork().execute(sql),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
