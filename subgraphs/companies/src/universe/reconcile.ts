import type { Company } from '../company/company.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { SecTicker } from './sec-tickers.ts';

export interface Universe {
  readonly companies: ReadonlyMap<string, Company>;
  readonly instruments: ReadonlyMap<string, Instrument>;
}

export interface NewListing extends SecTicker {
  /** Place in the SEC's list, the largest company first. */
  readonly prominence: number;
}

/** What a list of tickers makes of the universe. Instruments and companies that were known are changed already; new ones are to be created. */
export interface Reconciled {
  readonly newCompanies: readonly { readonly cik: string; readonly name: string }[];
  readonly newListings: readonly NewListing[];
  readonly changed: ReadonlySet<Instrument>;
  readonly renamed: readonly { readonly from: string; readonly instrument: Instrument }[];
  readonly delisted: readonly Instrument[];
  /** Of the instruments known to be listed, how many are listed no more. */
  readonly lost: { readonly instruments: number; readonly of: number };
}

const hasClass = (symbol: string): boolean => symbol.includes('.');

/** A company of which exactly one symbol went and one came has renamed its instrument. */
function findRenames(gone: readonly Instrument[], fresh: readonly SecTicker[]): Map<Instrument, SecTicker> {
  const goneBy = Map.groupBy(gone, (instrument) => instrument.cik);
  const freshBy = Map.groupBy(fresh, (ticker) => ticker.cik);
  const renames = new Map<Instrument, SecTicker>();
  for (const [cik, tickers] of freshBy) {
    const [instrument, ...others] = goneBy.get(cik) ?? [];
    const [ticker, ...more] = tickers;
    if (!instrument || !ticker || others.length > 0 || more.length > 0) continue;
    if (hasClass(instrument.symbol) === hasClass(ticker.symbol)) renames.set(instrument, ticker);
  }
  return renames;
}

/** Brings `universe` to what the SEC lists today. An instrument whose issuer the SEC does not know is none of its business and stays as it is. */
export function reconcile(universe: Universe, tickers: readonly SecTicker[]): Reconciled {
  const { companies, instruments } = universe;
  const listed = new Map(tickers.map((ticker) => [ticker.symbol, ticker]));
  const filed = new Map(tickers.toReversed().map((ticker) => [ticker.cik, ticker.name]));

  const changed = new Set<Instrument>();
  const note = (instrument: Instrument, did: boolean): void => {
    if (did) changed.add(instrument);
  };

  const nameBefore = new Map<string, string | null>();
  const newCompanies: { cik: string; name: string }[] = [];
  for (const [cik, name] of filed) {
    const company = companies.get(cik);
    if (!company) newCompanies.push({ cik, name });
    else {
      const before = company.name;
      if (company.rename(name)) nameBefore.set(cik, before);
    }
  }
  const nameOf = (cik: string): string | null => companies.get(cik)?.name ?? filed.get(cik) ?? null;

  const known = [...instruments.values()].filter((instrument) => instrument.cik !== null);
  const listedBefore = known.filter((instrument) => instrument.active === true).length;
  const gone = known.filter((instrument) => instrument.active !== false && !listed.has(instrument.symbol));
  const fresh = tickers
    .map((ticker, index) => ({ ...ticker, prominence: index + 1 }))
    .filter((ticker) => !instruments.has(ticker.symbol));
  const renames = findRenames(gone, fresh);
  const taken = new Set(renames.values());

  const renamed = [...renames].map(([instrument, ticker]) => {
    const from = instrument.symbol;
    note(instrument, instrument.rename(ticker.symbol));
    note(instrument, instrument.listFor(ticker.cik, nameOf(ticker.cik)));
    return { from, instrument };
  });
  for (const ticker of tickers) {
    const instrument = instruments.get(ticker.symbol);
    if (instrument) note(instrument, instrument.listFor(ticker.cik, nameOf(ticker.cik)));
  }
  const delisted = gone.filter((instrument) => !renames.has(instrument));
  const lost = delisted.filter((instrument) => instrument.active === true).length;
  for (const instrument of delisted) note(instrument, instrument.delist());
  for (const instrument of known) {
    const { cik } = instrument;
    if (cik === null || (!nameBefore.has(cik) && instrument.name !== null)) continue;
    note(instrument, instrument.followCompanyName(nameBefore.get(cik) ?? null, nameOf(cik)));
  }
  return {
    newCompanies,
    newListings: fresh.filter((ticker) => !taken.has(ticker)),
    changed,
    renamed,
    delisted,
    lost: { instruments: lost, of: listedBefore },
  };
}
