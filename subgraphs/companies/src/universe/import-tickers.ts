import type { EntityManager } from '@mikro-orm/postgresql';
import { Company } from '../company/company.ts';
import { Instrument } from '../instrument/instrument.ts';
import { kindOfSymbol } from '../instrument/listing.ts';
import { holdUniverse } from './hold-universe.ts';
import { type Reconciled, reconcile } from './reconcile.ts';
import { type SecTickers, SecTickersError } from './sec-tickers.ts';
import { instrumentChanged, instrumentRenamed, tell } from './told.ts';

/** What an import did to the instruments. */
export interface ImportReport {
  readonly listed: number;
  readonly changed: number;
  readonly renamed: number;
  readonly delisted: number;
  readonly unchanged: number;
  readonly refused: readonly string[];
}

/** A list that would take away more of the known listed instruments than this is thought to be cut off. */
const believableLoss = 0.2;

function refuseIncredible({ lost }: Reconciled): void {
  if (lost.instruments <= lost.of * believableLoss) return;
  throw new SecTickersError(
    `expected at most ${believableLoss * 100} % of the ${lost.of} listed instruments to be missing, came ${lost.instruments} missing: the list looks cut off; with --force it is taken as it is`,
  );
}

function createCompanies(em: EntityManager, { newCompanies }: Reconciled): void {
  for (const { cik, name } of newCompanies) {
    em.create(Company, { cik, name: name || null, sic: null, industry: null, fiscalYearEnd: null, website: null });
  }
}

function createInstruments(em: EntityManager, { newListings }: Reconciled, nameOf: (cik: string) => string | null) {
  return newListings.map(({ symbol, cik, name, prominence }) =>
    em.create(Instrument, {
      symbol,
      name: nameOf(cik) ?? (name || null),
      exchange: null,
      kind: kindOfSymbol(symbol),
      currency: 'USD',
      active: true,
      cik,
      alsoKnownAs: null,
      prominence,
    }),
  );
}

/**
 * Brings the universe to what the SEC lists, all of it or nothing, and tells the others what changed. A list that says what is known already changes no row and
 * tells nothing. Throws {@link SecTickersError} where the list looks cut off, unless `force`.
 */
export async function importTickers(
  database: EntityManager,
  { tickers, refused }: SecTickers,
  { force = false } = {},
): Promise<ImportReport> {
  return database.fork().transactional(async (em) => {
    await holdUniverse(em);
    const companies = new Map((await em.findAll(Company)).map((company) => [company.cik, company]));
    const instruments = new Map((await em.findAll(Instrument)).map((instrument) => [instrument.symbol, instrument]));
    const result = reconcile({ companies, instruments }, tickers);
    if (!force) refuseIncredible(result);
    createCompanies(em, result);
    await em.flush();
    const created = createInstruments(em, result, (cik) => companies.get(cik)?.name ?? null);
    await em.flush();
    tell(em, [
      ...result.renamed.map(({ from, instrument }) => instrumentRenamed(from, instrument.symbol)),
      ...[...created, ...result.changed].map((instrument) => instrumentChanged(instrument.listing())),
    ]);
    return {
      listed: created.length,
      changed: result.changed.size,
      renamed: result.renamed.length,
      delisted: result.delisted.length,
      unchanged: instruments.size - result.changed.size,
      refused,
    };
  });
}
