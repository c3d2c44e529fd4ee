import { createLoader } from '@lzstock/kit/loader';
import { badInput } from '@lzstock/kit/refusal';
import { canonicalSymbol } from '@lzstock/schema/symbol';
import type { Resolvers } from '../generated/resolvers.ts';
import { instantArgument, instantText } from '../instant.ts';
import { formatScaled } from '../quote/scaled.ts';
import { symbolArgument } from '../symbol-argument.ts';
import type { CandleReader, ShownCandle } from './candle-reader.ts';
import type { CandleRange } from './candle-window.ts';

const mostCandles = 5_000;

interface CandleKey extends CandleRange {
  readonly symbol: string;
}

const rangeKey = ({ interval, from, to, last }: CandleRange): string => `${interval} ${from} ${to} ${last}`;
const candleKey = (key: CandleKey): string => `${key.symbol} ${rangeKey(key)}`;

/** Candles of any number of instruments over one range are one read. */
export function candleLoader(reader: CandleReader) {
  return createLoader<CandleKey, ShownCandle[]>(
    async (keys) => {
      const found = new Map<string, ShownCandle[]>();
      const ranges = Map.groupBy(keys, rangeKey);
      await Promise.all(
        [...ranges.values()].map(async (group) => {
          const read = await reader.read(
            group.map(({ symbol }) => symbol),
            group[0] as CandleKey,
          );
          for (const key of group) found.set(candleKey(key), read.get(key.symbol) ?? []);
        }),
      );
      return found;
    },
    { key: candleKey },
  );
}

export const candleResolvers = {
  Instrument: {
    async candles({ symbol }, args, { listing, candlesByRange }) {
      const [from, to] = [instantArgument('from', args.from), instantArgument('to', args.to)];
      const last = args.last ?? 200;
      if (from !== null && to !== null && from > to) throw badInput('from', 'an instant not after `to`', args.from);
      if (last < 1 || last > mostCandles) throw badInput('last', `1 to ${mostCandles}`, last);
      const canonical = canonicalSymbol(symbol);
      const current = canonical && listing.current(canonical);
      return current ? candlesByRange.load({ symbol: current, interval: args.interval, from, to, last }) : null;
    },
  },
  Candle: {
    openTime: ({ openTime }) => instantText(openTime),
    open: ({ open }) => formatScaled(open),
    high: ({ high }) => formatScaled(high),
    low: ({ low }) => formatScaled(low),
    close: ({ close }) => formatScaled(close),
    volume: ({ volume }) => formatScaled(volume),
  },
  Subscription: {
    candle: {
      subscribe(_, { symbol, interval }, { liveCandles }) {
        const canonical = symbolArgument('symbol', symbol);
        if (interval !== 'MINUTE' && interval !== 'DAY') throw badInput('interval', 'MINUTE or DAY', interval);
        return liveCandles.stream(canonical, interval);
      },
      resolve: (candle: ShownCandle) => candle,
    },
  },
} satisfies Resolvers;
