import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Urls } from './server.ts';
import { symbols } from './world.ts';

export interface Quote {
  readonly symbol: string;
  readonly seq: number;
  readonly last: string;
  readonly changePercent: string;
  readonly asOf: string;
  readonly state: string;
}

/** Follows every price of `market`, as a server without federation would. */
export function followPrices(urls: Urls, universe: number, next: (quote: Quote) => void): void {
  const client = createClient({ url: urls.market.replace('http', 'ws'), webSocketImpl: WebSocket });
  client.subscribe<{ quotes: Quote }>(
    {
      query:
        'subscription ($symbols: [ID!]!) { quotes(symbols: $symbols) { symbol seq last changePercent asOf state } }',
      variables: { symbols: symbols(universe) },
    },
    {
      next: ({ data }) => {
        if (data) next(data.quotes);
      },
      error: (error) => {
        throw error;
      },
      complete: () => {},
    },
  );
}
