import { createLog } from '@lzstock/kit/log';
import { newestWins } from '@lzstock/kit/newest-wins';
import { serve } from '@lzstock/kit/serve';
import { calm, companyName, type Load, sdl, symbols, tell, told } from './world.ts';

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

function listen(wanted: readonly string[]) {
  const feed = newestWins<Quote>({
    key: ({ symbol }) => symbol,
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

const market = await serve({
  name: 'market',
  typeDefs: sdl('market'),
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
        subscribe: (_: unknown, args: { symbols: string[] }) => listen(args.symbols),
        resolve: (quote: Quote) => quote,
      },
    },
  },
  context: (viewer) => ({ viewer }),
  port: 0,
  log,
  ready: async () => {},
});

const companies = await serve({
  name: 'companies',
  typeDefs: sdl('companies'),
  resolvers: {
    Instrument: {
      __resolveReference: ({ symbol }: { symbol: string }) => ({ symbol }),
      company: ({ symbol }: { symbol: string }) => ({ cik: '0000000001', name: companyName(symbol) }),
    },
  },
  context: (viewer) => ({ viewer }),
  port: 0,
  log,
  ready: async () => {},
});

let rate = calm;
let startedAt = Date.now();
let sent = 0;
process.on('message', (message: { readonly kind: string }) => {
  if (message.kind !== 'hurry') return;
  rate = load.rate;
  startedAt = Date.now();
  sent = 0;
});
setInterval(() => {
  const perSecond = rate * all.length;
  const due = Math.floor(((Date.now() - startedAt) / 1_000) * perSecond);
  for (; sent < due; sent++) {
    const symbol = all[sent % all.length]!;
    const scheduled = startedAt + (sent / perSecond) * 1_000;
    const quote = { symbol, seq: last.get(symbol)!.seq + 1, asOf: new Date(scheduled).toISOString() };
    last.set(symbol, quote);
    for (const push of listeners.get(symbol)!) push(quote);
  }
}, 5);

tell({ kind: 'ready', urls: { market: market.url, companies: companies.url } });
