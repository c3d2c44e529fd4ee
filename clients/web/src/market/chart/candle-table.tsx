import { useSyncExternalStore } from 'react';
import { Change, Compact } from '../../ui/figure.tsx';
import { subtractDecimals } from '../../ui/format/decimal.ts';
import { formatPrice } from '../../ui/format/number.ts';
import { barTime, percentOf } from './bar-text.ts';
import type { CandleStore } from './candle-store.ts';
import styles from './candle-table.module.css';

export function CandleTable({ store, caption }: { store: CandleStore; caption: string }) {
  const bars = useSyncExternalStore(store.subscribe, store.bars);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={caption}>
      <table className={styles.table}>
        <caption className="visually-hidden">{caption}, newest first</caption>
        <thead>
          <tr>
            {['Time (New York)', 'Open', 'High', 'Low', 'Close', 'Change', 'Volume'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bars.toReversed().map((bar) => (
            <tr key={bar.openTime}>
              <th scope="row">{barTime(bar, store.interval)}</th>
              <td>{formatPrice(bar.open)}</td>
              <td>{formatPrice(bar.high)}</td>
              <td>{formatPrice(bar.low)}</td>
              <td>{formatPrice(bar.close)}</td>
              <td>
                <Change
                  change={subtractDecimals(bar.close, bar.open)}
                  price={bar.close}
                  percent={percentOf(bar.open, bar.close)}
                  show="percent"
                />
              </td>
              <td>
                <Compact value={bar.volume} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
