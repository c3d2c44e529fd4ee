import type { EntityManager } from '@mikro-orm/postgresql';
import type { Listing } from '../instrument/listing.ts';
import { holdUniverse } from './hold-universe.ts';
import type { Progress } from './progress.ts';
import type { Snapshot, SnapshotCompany, SnapshotInstrument } from './snapshot.ts';
import { instrumentChanged, tell } from './told.ts';

const batchSize = 1_000;

async function insertCompanies(em: EntityManager, companies: readonly SnapshotCompany[]): Promise<void> {
  await em.execute(
    `insert into company (cik, name, sic, industry, fiscal_year_end, website)
     select cik, name, sic, industry, "fiscalYearEnd", website
     from jsonb_to_recordset(?::jsonb)
       as row (cik text, name text, sic text, industry text, "fiscalYearEnd" text, website text)
     on conflict do nothing`,
    [JSON.stringify(companies)],
  );
}

/** Inserts what is not there yet and answers it. */
async function insertInstruments(em: EntityManager, instruments: readonly SnapshotInstrument[]): Promise<Listing[]> {
  return em.execute<Listing[]>(
    `insert into instrument (symbol, name, exchange, kind, currency, active, cik, former_symbols, also_known_as, prominence)
     select symbol, name, exchange, kind, currency, active, cik,
            array(select jsonb_array_elements_text("formerSymbols")), "alsoKnownAs", prominence
     from jsonb_to_recordset(?::jsonb)
       as row (symbol text, name text, exchange text, kind text, currency text, active boolean, cik text,
               "formerSymbols" jsonb, "alsoKnownAs" text, prominence integer)
     order by prominence
     on conflict (symbol) do nothing
     returning symbol, name, exchange, kind, currency, active, cik`,
    [JSON.stringify(instruments)],
  );
}

/** Whether this very snapshot was loaded to its end before. */
async function isLoaded(em: EntityManager, version: string): Promise<boolean> {
  const rows = await em.execute<unknown[]>('select 1 from snapshot_loaded where version = ?', [version]);
  return rows.length > 0;
}

/**
 * Loads the snapshot where that was not done yet, in batches, each told to the others in its own transaction. What is known already stays as it is, so a
 * load that was cut short is resumed by the next, and several processes may load at once. Answers how many instruments came in.
 */
export async function loadSnapshot(database: EntityManager, snapshot: Snapshot, progress: Progress): Promise<number> {
  const em = database.fork();
  if (await isLoaded(em, snapshot.version)) return 0;
  const companies = new Map(snapshot.companies.map((company) => [company.cik, company]));
  const { instruments } = snapshot;
  let inserted = 0;
  for (let from = 0; from < instruments.length; from += batchSize) {
    const batch = instruments.slice(from, from + batchSize);
    const issuers = new Set(batch.flatMap(({ cik }) => companies.get(cik ?? '') ?? []));
    inserted += await em.fork().transactional(async (transaction) => {
      await holdUniverse(transaction);
      await insertCompanies(transaction, [...issuers]);
      const listings = await insertInstruments(transaction, batch);
      tell(transaction, listings.map(instrumentChanged));
      return listings.length;
    });
    progress.at(Math.min(from + batchSize, instruments.length), instruments.length);
  }
  await em.execute('insert into snapshot_loaded (version) values (?) on conflict do nothing', [snapshot.version]);
  progress.end();
  return inserted;
}
