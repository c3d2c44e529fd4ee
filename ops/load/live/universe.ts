import type { Snapshot } from '@lzstock/companies/universe/snapshot';
import { companyName, symbols } from './world.ts';

const cik = (place: number): string => String(place + 1).padStart(10, '0');

/** A universe of the benchmark's symbols, each of a company of its own, for a real `companies`. */
export const snapshotOf = (count: number): Snapshot => ({
  version: `bench-${count}`,
  companies: symbols(count).map((symbol, place) => ({
    cik: cik(place),
    name: companyName(symbol),
    sic: null,
    industry: null,
    fiscalYearEnd: null,
    website: null,
  })),
  instruments: symbols(count).map((symbol, place) => ({
    symbol,
    name: companyName(symbol),
    exchange: 'NASDAQ',
    kind: 'COMMON_STOCK',
    currency: 'USD',
    active: true,
    cik: cik(place),
    formerSymbols: [],
    alsoKnownAs: null,
    prominence: place + 1,
  })),
});

/** What `companies` would tell of them on its stream of events. */
export const lettersOf = (count: number): string[] =>
  symbols(count).map((symbol, place) =>
    JSON.stringify({
      epoch: 1,
      position: place + 1,
      key: symbol,
      recordedAt: new Date().toISOString(),
      event: {
        type: 'InstrumentChanged',
        version: 1,
        symbol,
        name: companyName(symbol),
        exchange: 'NASDAQ',
        kind: 'COMMON_STOCK',
        currency: 'USD',
        active: true,
        cik: null,
      },
    }),
  );
