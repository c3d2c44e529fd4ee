import { readFileSync } from 'node:fs';

/** What every process of the live benchmark agrees on. */
export const symbols = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `S${index.toString(36).toUpperCase().padStart(3, '0')}`);

export const sdl = (context: string): string =>
  readFileSync(new URL(`../../../schema/${context}/${context}.graphql`, import.meta.url), 'utf8');

export const companyName = (symbol: string): string => `${symbol} Incorporated`;

/** The twentyfold panel of a dashboard: prices of one subgraph, names of another. */
export const operation =
  'subscription ($symbols: [ID!]!) { quotes(symbols: $symbols) { symbol last changePercent asOf state instrument { company { name } } } }';

/** What the clients and the source are asked to do. */
export interface Load {
  readonly clients: number;
  readonly symbolsPerClient: number;
  readonly universe: number;
  /** Values of each symbol a second. */
  readonly rate: number;
  readonly seconds: number;
}

/** Values of each symbol a second while clients subscribe. */
export const calm = 0.2;

const patienceMs = 90_000;

/** Waits for one kind of message from the parent process or a child; rejects after 90 s. */
export function told<T>(from: NodeJS.EventEmitter, kind: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`waited ${patienceMs} ms for "${kind}"`)), patienceMs);
    const hear = (message: { readonly kind?: string } & T) => {
      if (message.kind !== kind) return;
      clearTimeout(late);
      from.off('message', hear);
      resolve(message);
    };
    from.on('message', hear);
  });
}

export const tell = (message: object): void => void process.send?.(message);
