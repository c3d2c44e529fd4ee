import { mayReplace, type Placed } from './quote-order.ts';

type Listener = () => void;

/** Runs `work` once, soon: in the browser with the next animation frame. */
export type Schedule = (work: () => void) => void;

export interface QuoteStore<Q extends Placed & { readonly symbol: string }> {
  get(symbol: string): Q | undefined;
  subscribe(symbol: string, listener: Listener): () => void;
  /** Takes a quote unless a newer one is known; listeners hear of it with the next batch. */
  offer(quote: Q, via: 'stream' | 'query'): boolean;
}

/** The newest quote of each symbol. Bursts within a batch are told once per symbol, with the last value. */
export function createQuoteStore<Q extends Placed & { readonly symbol: string }>(schedule: Schedule): QuoteStore<Q> {
  const shown = new Map<string, Q>();
  const waiting = new Map<string, Q>();
  const listeners = new Map<string, Set<Listener>>();

  function flush(): void {
    const batch = [...waiting];
    waiting.clear();
    for (const [symbol, quote] of batch) shown.set(symbol, quote);
    for (const [symbol] of batch) for (const listener of listeners.get(symbol) ?? []) listener();
  }

  return {
    get: (symbol) => shown.get(symbol),
    subscribe(symbol, listener) {
      const own = listeners.get(symbol) ?? new Set();
      listeners.set(symbol, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0) listeners.delete(symbol);
      };
    },
    offer(quote, via) {
      if (!mayReplace(quote, waiting.get(quote.symbol) ?? shown.get(quote.symbol), via)) return false;
      if (waiting.size === 0) schedule(flush);
      waiting.set(quote.symbol, quote);
      return true;
    },
  };
}
