/** Exact arithmetic on decimal strings as the graph sends them; no figure passes through a float. */

const pattern = /^([+-]?)(\d+)(?:\.(\d+))?$/;

interface Scaled {
  readonly units: bigint;
  readonly scale: number;
}

function scaled(text: string): Scaled {
  const match = pattern.exec(text);
  if (!match) throw new RangeError(`expected a decimal such as "190.25", came "${text}"`);
  const [, sign, whole, fraction = ''] = match;
  const units = BigInt(`${whole}${fraction}`);
  return { units: sign === '-' ? -units : units, scale: fraction.length };
}

function aligned(a: string, b: string): { a: bigint; b: bigint; scale: number } {
  const left = scaled(a);
  const right = scaled(b);
  const scale = Math.max(left.scale, right.scale);
  return {
    a: left.units * 10n ** BigInt(scale - left.scale),
    b: right.units * 10n ** BigInt(scale - right.scale),
    scale,
  };
}

function written(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? '' : `.${digits.slice(-scale)}`;
  return `${units < 0n ? '-' : ''}${whole}${fraction}`;
}

export const isDecimal = (text: string): boolean => pattern.test(text);

export function compareDecimals(a: string, b: string): -1 | 0 | 1 {
  const pair = aligned(a, b);
  if (pair.a === pair.b) return 0;
  return pair.a < pair.b ? -1 : 1;
}

export function addDecimals(a: string, b: string): string {
  const pair = aligned(a, b);
  return written(pair.a + pair.b, pair.scale);
}

export function subtractDecimals(a: string, b: string): string {
  const pair = aligned(a, b);
  return written(pair.a - pair.b, pair.scale);
}

export const maxDecimal = (a: string, b: string): string => (compareDecimals(a, b) < 0 ? b : a);
export const minDecimal = (a: string, b: string): string => (compareDecimals(a, b) > 0 ? b : a);

/** Where `value` lies between `low` and `high`, 0 to 1 in thousandths; null where the span is empty. */
export function shareOfSpan(value: string, low: string, high: string): number | null {
  const span = aligned(subtractDecimals(high, low), subtractDecimals(value, low));
  if (span.a <= 0n) return null;
  const thousandths = Number((span.b * 1000n) / span.a);
  return Math.min(1, Math.max(0, thousandths / 1000));
}
