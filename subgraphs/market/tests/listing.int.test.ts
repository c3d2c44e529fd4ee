import { expect, it } from '@jest/globals';
import { systemClock } from '../src/clock.ts';
import { Listing } from '../src/listing/listing.ts';
import { log, world } from './world.ts';

it('reads again only what may have changed since it read', async () => {
  await using it_ = await world();
  await it_.list('NVDA', 'AAPL');
  const fork = it_.market.database.fork;
  const change = (statement: string) => fork().execute(statement);
  await change(`update listed_instrument set changed_at = now() - interval '1 hour'`);
  const read: number[] = [];
  const counted = () => {
    const em = fork();
    const execute = em.execute.bind(em);
    em.execute = (async (...args: Parameters<typeof execute>) => {
      const rows = await execute(...args);
      read.push(rows.length);
      return rows;
    }) as typeof em.execute;
    return em;
  };
  await using listing = await Listing.open({ fork: counted, clock: systemClock, log, changed: () => {} });
  await listing.refresh();
  await change(`update listed_instrument set active = false, changed_at = clock_timestamp() where symbol = 'AAPL'`);
  await listing.refresh();
  expect(read).toEqual([2, 0, 1]);
  expect([listing.find('AAPL'), listing.find('NVDA')?.symbol]).toEqual([null, 'NVDA']);
});
