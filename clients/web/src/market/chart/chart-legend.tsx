import { useSyncExternalStore } from 'react';
import { Change, Compact } from '../../ui/figure.tsx';
import { subtractDecimals } from '../../ui/format/decimal.ts';
import { formatPrice } from '../../ui/format/number.ts';
import { barTime, percentOf } from './bar-text.ts';
import styles from './candle-chart.module.css';
import type { CandleStore } from './candle-store.ts';

export function ChartLegend({ store, pointed }: { store: CandleStore; pointed: number | null }) {
  const bars = useSyncExternalStore(store.subscribe, store.bars);
  const bar = bars[pointed ?? bars.length - 1] ?? bars.at(-1);
  if (!bar) return null;
  return (
    <div className={styles.legend} aria-live={pointed === null ? 'off' : 'polite'}>
      <span>
        {barTime(bar, store.interval)}
        {!bar.complete && <span className="muted"> · in progress</span>}
      </span>
      <span>
        <b>O</b>
        {formatPrice(bar.open)}
      </span>
      <span>
        <b>H</b>
        {formatPrice(bar.high)}
      </span>
      <span>
        <b>L</b>
        {formatPrice(bar.low)}
      </span>
      <span>
        <b>C</b>
        {formatPrice(bar.close)}
      </span>
      <span>
        <b>Vol</b>
        <Compact value={bar.volume} />
      </span>
      <Change
        change={subtractDecimals(bar.close, bar.open)}
        price={bar.close}
        percent={percentOf(bar.open, bar.close)}
        arrow={false}
      />
    </div>
  );
}
