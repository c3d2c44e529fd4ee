import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Exchange, type InstrumentKind, kindOfSymbol } from '../instrument/listing.ts';
import { parseTable } from './table.ts';

export interface SnapshotCompany {
  readonly cik: string;
  readonly name: string | null;
  readonly sic: string | null;
  readonly industry: string | null;
  readonly fiscalYearEnd: string | null;
  readonly website: string | null;
}

export interface SnapshotInstrument {
  readonly symbol: string;
  readonly name: string | null;
  readonly exchange: Exchange | null;
  readonly kind: InstrumentKind | null;
  readonly currency: string;
  readonly active: boolean | null;
  readonly cik: string | null;
  readonly formerSymbols: readonly string[];
  readonly alsoKnownAs: string | null;
  readonly prominence: number;
}

/** The universe of instruments that comes with the program; `snapshot/README.md` says where it is from. */
export interface Snapshot {
  /** Differs between snapshots of different content. */
  readonly version: string;
  readonly companies: readonly SnapshotCompany[];
  readonly instruments: readonly SnapshotInstrument[];
}

const files = ['universe', 'prominent', 'names', 'renamed', 'delisted', 'industries'] as const;
export type SnapshotTexts = Readonly<Record<(typeof files)[number], string>>;

export function readSnapshotTexts(): SnapshotTexts {
  const read = (file: string): string => readFileSync(new URL(`../../snapshot/${file}.tsv`, import.meta.url), 'utf8');
  return Object.fromEntries(files.map((file) => [file, read(file)])) as SnapshotTexts;
}

const orNull = <T extends string>(text: string | undefined): T | null => (text ? (text as T) : null);

/** Joins the tables; what the hand-written ones say comes before what the large one says. */
export function composeSnapshot(texts: SnapshotTexts): Snapshot {
  const universe = parseTable(texts.universe, ['symbol', 'cik', 'name']);
  const prominent = parseTable(texts.prominent, [
    ...(['symbol', 'name', 'exchange', 'kind', 'sic', 'fiscalYearEnd', 'website', 'cik', 'also'] as const),
  ]);
  const names = new Map(parseTable(texts.names, ['symbol', 'name']).map((row) => [row.symbol, row.name]));
  const renamed = parseTable(texts.renamed, ['from', 'to']);
  const delisted = new Set(parseTable(texts.delisted, ['symbol']).map((row) => row.symbol));
  const industries = new Map(parseTable(texts.industries, ['sic', 'industry']).map((row) => [row.sic, row.industry]));

  const cikBySymbol = new Map(universe.map((row) => [row.symbol, row.cik]));
  const companies = new Map<string, SnapshotCompany>();
  const instruments = new Map<string, SnapshotInstrument>();

  for (const row of prominent) {
    const cik = orNull(row.cik || cikBySymbol.get(row.symbol));
    if (cik && !companies.has(cik)) {
      companies.set(cik, {
        cik,
        name: row.kind === 'ETF' ? null : orNull(row.name),
        sic: orNull(row.sic),
        industry: industries.get(row.sic) ?? null,
        fiscalYearEnd: orNull(row.fiscalYearEnd),
        website: orNull(row.website),
      });
    }
    instruments.set(row.symbol, {
      symbol: row.symbol,
      name: orNull(row.name),
      exchange: orNull(row.exchange),
      kind: orNull(row.kind),
      currency: 'USD',
      active: true,
      cik,
      formerSymbols: [],
      alsoKnownAs: orNull(row.also),
      prominence: instruments.size + 1,
    });
  }

  const renamedTo = new Map(renamed.map((row) => [row.from, row.to]));
  for (const { symbol, cik, name } of universe) {
    const successor = instruments.get(renamedTo.get(symbol) ?? '');
    if (instruments.has(symbol) || (successor && successor.cik === cik)) continue;
    const known = orNull(names.get(symbol) ?? name);
    const company = companies.get(cik);
    companies.set(cik, {
      ...(company ?? { cik, sic: null, industry: null, fiscalYearEnd: null, website: null }),
      name: company?.name ?? known,
    });
    instruments.set(symbol, {
      symbol,
      name: known,
      exchange: null,
      kind: kindOfSymbol(symbol),
      currency: 'USD',
      active: delisted.has(symbol) ? false : null,
      cik,
      formerSymbols: [],
      alsoKnownAs: null,
      prominence: instruments.size + 1,
    });
  }

  const formerOf = (symbol: string): string[] =>
    renamed.filter((row) => row.to === symbol && !instruments.has(row.from)).map((row) => row.from);
  return {
    version: createHash('sha256')
      .update(files.map((file) => texts[file]).join('\0'))
      .digest('hex')
      .slice(0, 16),
    companies: [...companies.values()],
    instruments: [...instruments.values()].map((each) => ({
      ...each,
      name: each.name ?? companies.get(each.cik ?? '')?.name ?? null,
      formerSymbols: formerOf(each.symbol),
    })),
  };
}
