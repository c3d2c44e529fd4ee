import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { runCompanies } from './running-companies.ts';

/** A clock that stands right before seven in the morning: every night begins at once. */
const almostSeven = () => new Date('2026-11-23T06:59:59.950Z');

it('fetches the list every night, names its contact, and asks only for a newer one', async () => {
  const asked: IncomingHttpHeaders[] = [];
  const listed = {
    0: { cik_str: 320193, ticker: 'AAPL', title: 'Apple Inc.' },
    1: { cik_str: 42, ticker: 'FRESH', title: 'Fresh' },
    2: { cik_str: 1512673, ticker: 'XYZ', title: 'Block, Inc.' },
  };
  const server = createServer((request, response) => {
    asked.push(request.headers);
    if (asked.length === 1) response.writeHead(503).end();
    else if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end();
    else response.writeHead(200, { etag: '"1"' }).end(JSON.stringify(listed));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const tickersUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/company_tickers.json`;
  try {
    await using running = await runCompanies({ tickersUrl, secUserAgent: 'Acme admin@acme.example', now: almostSeven });
    while (!asked.some((headers) => headers['if-none-match'] === '"1"')) await sleep(20);
    expect(asked.map((headers) => [headers['user-agent'], headers['if-none-match']])).toEqual(
      expect.arrayContaining([
        ['Acme admin@acme.example', undefined],
        ['Acme admin@acme.example', '"1"'],
      ]),
    );
    const { data } = await running.ask('{ searchInstruments(text: "fresh") { symbol active } }');
    expect(data.searchInstruments).toEqual([{ symbol: 'FRESH', active: true }]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
