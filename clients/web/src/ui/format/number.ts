import { compareDecimals } from './decimal.ts';

/** The interface is written in English, so its figures are too, whatever the browser's locale. */
const locale = 'en-US';

export const missing = '—';

export type Direction = 'up' | 'down' | 'flat';

type Figure = string | null | undefined;

// Intl formats decimal strings exactly (NumberFormat v3); TypeScript types them as numeric literals only.
type NumericText = `${number}`;

const formats = new Map<string, Intl.NumberFormat>();

function format(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.NumberFormat(locale, options);
    formats.set(key, found);
  }
  return found;
}

function text(value: string, options: Intl.NumberFormatOptions): string {
  return format(options)
    .format(value as NumericText)
    .replace('-', '\u2212');
}

function fixed(decimals: number): Intl.NumberFormatOptions {
  return { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
}

/** Two decimals from one dollar up, four below. */
export function priceDecimals(price: string): number {
  return compareDecimals(price.replace(/^[+-]/, ''), '1') < 0 ? 4 : 2;
}

/** A price, or a distance of prices with as many decimals as the price `like`. */
export function formatPrice(price: Figure, like: Figure = price): string {
  return price == null ? missing : text(price, fixed(priceDecimals(like ?? price)));
}

/** A difference of prices, signed, with as many decimals as the price it belongs to. */
export function formatChange(change: Figure, price: Figure): string {
  if (change == null) return missing;
  return text(change, { ...fixed(priceDecimals(price ?? change)), signDisplay: 'exceptZero' });
}

export function formatPercent(percent: Figure): string {
  return percent == null ? missing : `${text(percent, { ...fixed(2), signDisplay: 'exceptZero' })}%`;
}

export function formatCompact(value: Figure): string {
  if (value == null) return missing;
  const small = compareDecimals(value.replace(/^[+-]/, ''), '1000') < 0;
  return text(value, small ? { maximumFractionDigits: 0 } : { notation: 'compact', ...fixed(2) });
}

export function formatFull(value: Figure): string {
  return value == null ? missing : text(value, { maximumFractionDigits: 20 });
}

/** The direction that the written figure shows: what rounds to zero is flat. */
export function directionOf(change: Figure, price: Figure): Direction {
  const shown = formatChange(change, price);
  if (shown.startsWith('+')) return 'up';
  return shown.startsWith('\u2212') ? 'down' : 'flat';
}
