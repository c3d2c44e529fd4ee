import type { MigrationEntry } from '@lzstock/kit/database';
import { CandleOrigin } from './20261122-candle-origin.ts';
import { ListingAndCandles } from './20261122-listing-and-candles.ts';

/** In the order they run in. A migration that ran somewhere is never changed; the code before it must work with what it leaves. */
export const migrations: readonly MigrationEntry[] = [
  { name: '20261122-listing-and-candles', class: ListingAndCandles },
  { name: '20261122-candle-origin', class: CandleOrigin },
];
