/** A price or an amount of shares, exact: the number times 10⁸. */
export type Scaled = bigint;

export const scale = 100_000_000n;
const decimals = 8;
const digits = /^(-?)(\d{1,18})(?:\.(\d*))?$/;

/** The exact value of a decimal text or a finite number; null where it is none or has more than eight decimals. */
export function parseScaled(value: string | number): Scaled | null {
  const parts = digits.exec(String(value));
  if (!parts) return null;
  const [, sign, whole, fraction = ''] = parts;
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > decimals) return null;
  const size = BigInt(whole as string) * scale + BigInt(kept.padEnd(decimals, '0'));
  return sign ? -size : size;
}

/** `190.25`; no exponent, no needless zeros, cents always written where there are any. */
export function formatScaled(value: Scaled): string {
  const size = value < 0n ? -value : value;
  const fraction = (size % scale).toString().padStart(decimals, '0').replace(/0+$/, '');
  const text = fraction ? `${size / scale}.${fraction.padEnd(2, '0')}` : `${size / scale}`;
  return value < 0n ? `-${text}` : text;
}

/** `part` in percent of `whole`, as scaled, rounded half-even to four decimals; null where `whole` is zero. */
export function percentOf(part: Scaled, whole: Scaled): Scaled | null {
  if (whole === 0n) return null;
  const [above, below] = whole < 0n ? [-part * 1_000_000n, -whole] : [part * 1_000_000n, whole];
  const size = above < 0n ? -above : above;
  const quotient = size / below;
  const twice = (size % below) * 2n;
  const rounded = twice > below || (twice === below && quotient % 2n === 1n) ? quotient + 1n : quotient;
  return (above < 0n ? -rounded : rounded) * 10_000n;
}
