import { shareOfSpan } from './format/decimal.ts';
import { formatPrice } from './format/number.ts';
import styles from './range-bar.module.css';

interface RangeBarProps {
  readonly low: string | null | undefined;
  readonly high: string | null | undefined;
  readonly value: string | null | undefined;
  readonly label: string;
}

export function RangeBar({ low, high, value, label }: RangeBarProps) {
  const share = low != null && high != null && value != null ? shareOfSpan(value, low, high) : null;
  return (
    <div className={styles.bar}>
      <span>
        <span className="visually-hidden">{label} from </span>
        {formatPrice(low)}
      </span>
      <span className={styles.track} aria-hidden="true">
        {share !== null && <span className={styles.mark} style={{ left: `${share * 100}%` }} />}
      </span>
      <span>
        <span className="visually-hidden">to </span>
        {formatPrice(high)}
      </span>
    </div>
  );
}
