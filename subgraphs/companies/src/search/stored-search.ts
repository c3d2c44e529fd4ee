import { canonicalSymbol } from '@lzstock/schema/symbol';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Listing } from '../instrument/listing.ts';

const literal = (text: string): string => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);

export const prefixQuery = `
  select symbol, name, exchange, kind, currency, active, cik from instrument
  where symbol = ? or (? <> '' and symbol like ?) or lower(name) like ?
  order by symbol <> ?, symbol not like ?, active is false, prominence nulls last, length(symbol), symbol
  limit ?`;

export function prefixParameters(text: string, first: number): unknown[] {
  const symbol = canonicalSymbol(text) ?? '';
  const start = `${literal(symbol)}%`;
  return [symbol, symbol, start, `${literal(text.trim().toLowerCase())}%`, symbol, start, first];
}

/**
 * What the database itself finds by the beginning of a symbol or of a whole name, for the moments before the index is in memory. Coarser than the index:
 * no words inside a name, no typing errors.
 */
export async function searchStored(em: EntityManager, text: string, first: number): Promise<Listing[]> {
  return text.trim() === '' ? [] : em.execute<Listing[]>(prefixQuery, prefixParameters(text, first));
}
