import { createLog } from '@lzstock/kit/log';
import { newestWins } from '@lzstock/kit/newest-wins';
import { serve } from '@lzstock/kit/serve';
import { startCompanies } from './companies.ts';
import { calm, type Load, marketSdl, symbols, tell, told } from './world.ts';

/**
 * The subgraphs of the benchmark in one process: `market` with prices made up at a steady rate, `companies` with names. `asOf` is the moment a value was
 * scheduled for, so that latency counts from there.
 */
const log = createLog({ name: 'source', level: 'warn' });
const { load } = await told<{ readonly load: Load }>(process, 'begin');
const all = symbols(load.universe);

interface Quote {
  readonly symbol: string;
  readonly seq: number;
  readonly asOf: string;
}

const last = new Map<string, Quote>(all.map((symbol) => [symbol, { symbol, seq: 0, asOf: new Date().toISOString() }]));
const listeners = new Map<string, Set<(quote: Quote) => void>>(all.map((symbol) => [symbol, new Set()]));

function listen(wanted: readonly string[], key: (quote: Quote) => string) {
  const feed = newestWins<Quote>({
    key,
    onReturn: () => {
      for (const symbol of wanted) listeners.get(symbol)?.delete(push);
    },
  });
  const push = (quote: Quote) => feed.push(quote);
  for (const symbol of wanted) {
    listeners.get(symbol)?.add(push);
    const quote = last.get(symbol);
    if (quote) push(quote);
  }
  return feed;
}

type Wanted = { readonly symbols: string[] };

const market = await serve({
  name: 'market',
  typeDefs: marketSdl,
  resolvers: {
    Quote: {
      last: ({ seq }: Quote) => (100 + (seq % 1_000) / 100).toFixed(2),
      changePercent: ({ seq }: Quote) => ((seq % 777) / 100).toFixed(4),
      state: () => 'LIVE',
      source: () => 'made up',
      simulated: () => true,
      epoch: () => '1',
      instrument: ({ symbol }: Quote) => ({ symbol }),
    },
    Subscription: {
      quotes: {
        subscribe: (_: unknown, { symbols }: Wanted) => listen(symbols, ({ symbol }) => symbol),
        resolve: (quote: Quote) => quote,
      },
      trades: {
        subscribe: (_: unknown, { symbols }: Wanted) => listen(symbols, ({ symbol, seq }) => `${symbol} ${seq}`),
        resolve: (quote: Quote) => quote,
      },
    },
  },
  context: (viewer) => ({ viewer }),
  port: 0,
  log,
  ready: async () => {},
});
const companies = await startCompanies(log);

let rate = calm;
let startedAt = Date.now();
let sent = 0;
let latestMs = 0;

function setRate(next: number): void {
  rate = next;
  startedAt = Date.now();
  sent = 0;
  latestMs = 0;
}

process.on('message', ({ kind }: { readonly kind: string }) => {
  if (kind === 'hurry') setRate(load.rate);
  if (kind === 'calm') setRate(calm);
  if (kind === 'fetches') tell({ kind: 'fetches done', count: companies.fetches() });
  if (kind !== 'stop') return;
  const late = latestMs;
  setRate(0);
  tell({ kind: 'finals', seqs: all.map((symbol) => last.get(symbol)!.seq), late, fetches: companies.fetches() });
});
setInterval(() => {
  const perSecond = rate * all.length;
  const now = Date.now();
  const due = Math.floor(((now - startedAt) / 1_000) * perSecond);
  if (sent < due) latestMs = Math.max(latestMs, now - (startedAt + ((sent + 1) / perSecond) * 1_000));
  for (; sent < due; sent++) {
    const symbol = all[sent % all.length]!;
    const scheduled = startedAt + ((sent + 1) / perSecond) * 1_000;
    const quote = { symbol, seq: last.get(symbol)!.seq + 1, asOf: new Date(scheduled).toISOString() };
    last.set(symbol, quote);
    for (const push of listeners.get(symbol)!) push(quote);
  }
}, 1);

tell({ kind: 'ready', urls: { market: market.url, companies: companies.url } });
