import styles from './figure.module.css';
import { useFlash } from './flash.ts';
import { directionOf, formatChange, formatCompact, formatFull, formatPercent, formatPrice } from './format/number.ts';

type Value = string | null | undefined;

/** A price that flashes by direction when it changes. */
export function Price({ value }: { value: Value }) {
  const ref = useFlash(value);
  return (
    <span ref={ref} className={`${styles.figure} ${styles.flashing}`} title={value ?? undefined}>
      {formatPrice(value)}
    </span>
  );
}

interface ChangeProps {
  readonly change: Value;
  readonly price: Value;
  readonly percent?: Value;
  /** Which parts to write; the direction is always that of the change. */
  readonly show?: 'change' | 'percent' | 'both';
  readonly arrow?: boolean;
}

const spoken = { up: 'up', down: 'down', flat: 'unchanged' } as const;

export function Change({ change, price, percent, show = 'both', arrow = true }: ChangeProps) {
  const direction = directionOf(change, price);
  const known = change != null;
  return (
    <span className={`${styles.figure} ${styles[direction]}`}>
      {arrow && known && <span className={`${styles.arrow} ${styles[direction]}`} aria-hidden="true" />}
      {arrow && known && <span className="visually-hidden">{spoken[direction]} </span>}
      {show !== 'percent' && formatChange(change, price)}
      {show === 'both' && <> ({formatPercent(percent)})</>}
      {show === 'percent' && formatPercent(percent)}
    </span>
  );
}

export function Compact({ value }: { value: Value }) {
  return (
    <span className={styles.figure} title={value == null ? undefined : formatFull(value)}>
      {formatCompact(value)}
    </span>
  );
}
