import { readFileSync } from 'node:fs';

/** What every process of the live benchmark agrees on. */
export const symbols = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `S${index.toString(36).toUpperCase().padStart(3, '0')}`);

/** The place of a symbol in `symbols`, read from the three bytes behind its `S`. */
export const placeOf = (data: Buffer, at: number): number =>
  (digit(data[at + 1]!) * 36 + digit(data[at + 2]!)) * 36 + digit(data[at + 3]!);

const digit = (byte: number): number => (byte < 58 ? byte - 48 : byte - 55);

export const sdl = (context: string): string =>
  readFileSync(new URL(`../../../schema/${context}/${context}.graphql`, import.meta.url), 'utf8');

export const companyName = (symbol: string): string => `${symbol} Incorporated`;

/** Market's graph with one more field: the same quotes, none of which may be left out. */
export const marketSdl = `${sdl('market')}
extend type Subscription {
  trades(symbols: [ID!]!): Quote!
    @live(split: "symbols", key: "symbol", seq: "seq", epoch: "epoch", delivery: "EVERY")
}`;

/** What a client follows: the twentyfold panel of a dashboard, prices of one subgraph and names of another; or every single trade. */
export type Follows = 'quotes' | 'trades';

const fields = 'symbol seq last changePercent asOf state';
export const operations: Readonly<Record<Follows, string>> = {
  quotes: `subscription ($symbols: [ID!]!) { quotes(symbols: $symbols) { ${fields} instrument { company { name } } } }`,
  trades: `subscription ($symbols: [ID!]!) { trades(symbols: $symbols) { ${fields} } }`,
};

/** What the clients and the source are asked to do. */
export interface Load {
  readonly clients: number;
  readonly symbolsPerClient: number;
  /** Clients, from the first on, that follow every symbol. */
  readonly wide: number;
  readonly follows: Follows;
  readonly universe: number;
  /** Values of each symbol a second. */
  readonly rate: number;
}

/** The symbols that a client follows, as places. */
export function wanted({ clients, universe, symbolsPerClient, wide }: Load, client: number): number[] {
  if (client < wide) return Array.from({ length: universe }, (_, place) => place);
  const first = Math.floor((client * universe) / clients);
  return Array.from({ length: symbolsPerClient }, (_, step) => (first + step * 7) % universe);
}

/** Values of each symbol a second while clients subscribe. */
export const calm = 0.2;

const patienceMs = 180_000;

/** Waits for one kind of message from the parent process or a child; rejects after three minutes, or when the child ends. */
export function told<T>(from: NodeJS.EventEmitter, kind: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      clearTimeout(late);
      from.off('message', hear);
      from.off('exit', ended);
    };
    const late = setTimeout(() => {
      leave();
      reject(new Error(`waited ${patienceMs} ms for "${kind}"`));
    }, patienceMs);
    const hear = (message: { readonly kind?: string } & T) => {
      if (message.kind !== kind) return;
      leave();
      resolve(message);
    };
    const ended = (code: number | null, signal: string | null) => {
      leave();
      reject(new Error(`waited for "${kind}", came its end with ${signal ?? code}`));
    };
    from.on('message', hear);
    from.on('exit', ended);
  });
}

export const tell = (message: object): void => void process.send?.(message);

export const wait = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
