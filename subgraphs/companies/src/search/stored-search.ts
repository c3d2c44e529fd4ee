import { canonicalSymbol } from '@lzstock/schema/symbol';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Listing } from '../instrument/listing.ts';

const literal = (text: string): string => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);

/**
 * What the database itself finds by the beginning of a symbol or of a whole name, for the moments before the index is in memory. Coarser than the index:
 * no words inside a name, no typing errors.
 */
export async function searchStored(em: EntityManager, text: string, first: number): Promise<Listing[]> {
  const name = text.trim().toLowerCase();
  if (name === '') return [];
  const symbol = canonicalSymbol(text) ?? '';
  return em.execute<Listing[]>(
    `select symbol, name, exchange, kind, currency, active, cik from instrument
     where symbol = ? or (? <> '' and symbol like ?) or lower(name) like ?
     order by symbol <> ?, symbol not like ?, active is false, prominence nulls last, length(symbol), symbol
     limit ?`,
    [symbol, symbol, `${literal(symbol)}%`, `${literal(name)}%`, symbol, `${literal(symbol)}%`, first],
  );
}
