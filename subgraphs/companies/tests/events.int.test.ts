import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { companiesEvents } from '@lzstock/schema/companies/events';
import { runCompanies } from './running-companies.ts';

it('tells every instrument of the first load on its stream', async () => {
  await using running = await runCompanies();
  const { streams } = running.redis;
  await streams.createGroup(companiesEvents, 'listener');
  const symbols: string[] = [];
  for (let tries = 0; symbols.length < 8 && tries < 100; tries += 1) {
    const entries = await streams.read(companiesEvents, 'listener', 'one', { count: 100, blockMs: 100 });
    symbols.push(...entries.map((entry) => JSON.parse(entry.text).event.symbol));
    await streams.acknowledge(
      companiesEvents,
      'listener',
      entries.map((entry) => entry.id),
    );
    if (entries.length === 0) await sleep(50);
  }
  expect(symbols).toEqual(['AAPL', 'VOO', 'XYZ', 'GOOGL', 'GOOG', 'BAC', 'BAC.PE', 'NONE']);
});
