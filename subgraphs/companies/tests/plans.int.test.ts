import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { withSiblings } from '../src/instrument/instrument.resolvers.ts';
import { changedPage } from '../src/search/instrument-search.ts';
import { prefixParameters, prefixQuery } from '../src/search/stored-search.ts';
import { composeSnapshot, readSnapshotTexts } from '../src/universe/snapshot.ts';
import { type RunningCompanies, runCompanies } from './running-companies.ts';

let running: RunningCompanies;
beforeAll(async () => {
  running = await runCompanies({ snapshot: composeSnapshot(readSnapshotTexts()) });
  await running.rows('analyze instrument');
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
});

async function plan(statement: string, parameters: unknown[]): Promise<string> {
  const rows = await running.companies.database
    .fork()
    .execute<{ 'QUERY PLAN': string }[]>(`explain ${statement}`, parameters);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

it.each([
  [
    'instruments by symbol',
    'select * from instrument where symbol = any(?) or former_symbols && ?',
    ['{AAPL,FB}', '{AAPL,FB}'],
  ],
  ['instruments of a company', 'select * from instrument where cik = ? order by symbol', ['0000320193']],
  ['instruments with their siblings', withSiblings, ['AAPL,FB,GOOG', 'AAPL,FB,GOOG']],
  ['the search before the index is there', prefixQuery, prefixParameters('nvid', 10)],
  ['what changed lately', changedPage, [0, '2100-01-01', 1_000]],
])('reads %s over the whole universe by indexes', async (_, statement, parameters) => {
  expect(await plan(statement, parameters)).not.toContain('Seq Scan');
});
