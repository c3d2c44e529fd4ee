import type { LiveQuoteFragment } from '../generated/operations.ts';

export interface CsvRow {
  readonly symbol: string;
  readonly name: string | null;
  readonly quote: LiveQuoteFragment | undefined;
}

const columns = [
  'symbol',
  'name',
  'last',
  'change',
  'changePercent',
  'previousClose',
  'bid',
  'ask',
  'dayLow',
  'dayHigh',
  'volume',
  'asOf',
  'state',
  'source',
  'simulated',
] as const;

/** The rows as the graph told them: plain decimals and UTC instants, the same in every locale; unknown is an empty cell. */
export function watchlistCsv(rows: readonly CsvRow[]): string {
  const lines = rows.map(({ symbol, name, quote }) =>
    columns.map((column) => {
      if (column === 'symbol') return symbol;
      if (column === 'name') return text(name ?? '');
      return String(quote?.[column] ?? '');
    }),
  );
  return [columns, ...lines].map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

/** A spreadsheet would run a name that begins like a formula. */
const text = (value: string): string => (/^[=+\-@\t\r]/.test(value) ? `'${value}` : value);

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
