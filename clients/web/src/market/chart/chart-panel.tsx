import { Toggle, ToggleGroup } from 'radix-ui';
import { lazy, Suspense, useEffect, useState } from 'react';
import { formatPercent, formatPrice } from '../../ui/format/number.ts';
import { Icon } from '../../ui/icon.tsx';
import { Panel, PanelFailure } from '../../ui/panel.tsx';
import { percentOf } from './bar-text.ts';
import type { CandleStore } from './candle-store.ts';
import { CandleTable } from './candle-table.tsx';
import styles from './chart-panel.module.css';
import { intervalName, isRange, type Range, ranges } from './range.ts';
import { useCandles } from './use-candles.ts';

const loadChart = () => import('./candle-chart.tsx');
const CandleChart = lazy(loadChart);

export function ChartPanel({ symbol }: { symbol: string }) {
  const [range, setRange] = useState<Range>('6M');
  const [logarithmic, setLogarithmic] = useState(false);
  const [asTable, setAsTable] = useState(false);
  const candles = useCandles(symbol, range);
  // The library loads beside the candles, not after them.
  useEffect(() => void loadChart().catch(() => {}), []);
  const interval = candles.store && intervalName[candles.store.interval];
  return (
    <Panel
      title="Price"
      scope={interval && `${interval} candles`}
      className={styles.panel}
      actions={
        <>
          <ToggleGroup.Root
            type="single"
            className={styles.ranges}
            value={range}
            onValueChange={(next) => isRange(next) && setRange(next)}
            aria-label="Range"
          >
            {ranges.map((each) => (
              <ToggleGroup.Item key={each} value={each}>
                {each}
              </ToggleGroup.Item>
            ))}
          </ToggleGroup.Root>
          <Toggle.Root className={styles.toggle} pressed={logarithmic} onPressedChange={setLogarithmic}>
            Log
          </Toggle.Root>
          <button type="button" className={styles.toggle} onClick={() => setAsTable(!asTable)}>
            <Icon name={asTable ? 'chart' : 'table'} size={14} />
            {asTable ? 'Chart' : 'Table'}
          </button>
        </>
      }
    >
      <div className={styles.body}>
        {candles.failure && <PanelFailure title="No chart" message={candles.failure.message} onRetry={candles.retry} />}
        {candles.loading && !candles.store && <Waiting />}
        {!candles.loading && !candles.failure && !candles.store && (
          <p className={styles.waiting}>No trades are known in this range.</p>
        )}
        {candles.store && asTable && <CandleTable store={candles.store} caption={`${symbol}, ${range}, ${interval}`} />}
        {candles.store && !asTable && (
          <Suspense fallback={<Waiting />}>
            <CandleChart
              store={candles.store}
              summary={summaryOf(symbol, range, candles.store)}
              logarithmic={logarithmic}
            />
          </Suspense>
        )}
      </div>
      <footer className={styles.foot}>
        <span>Times in New York · split-adjusted</span>
        <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer">
          Charts by TradingView Lightweight Charts™
        </a>
      </footer>
    </Panel>
  );
}

function summaryOf(symbol: string, range: Range, store: CandleStore): string {
  const bars = store.bars();
  const first = bars[0];
  const last = bars.at(-1);
  if (!first || !last) return `${symbol}, ${range}.`;
  const change = formatPercent(percentOf(first.open, last.close));
  return `${symbol}, ${range}: from ${formatPrice(first.open)} to ${formatPrice(last.close)}, ${change}.`;
}

const heights = ['38%', '52%', '46%', '64%', '58%', '80%', '70%', '92%', '76%', '86%'];

function Waiting() {
  return (
    <div className={styles.waiting} role="status">
      <span className="visually-hidden">Loading the chart</span>
      <div className={styles.bones} aria-hidden="true">
        {heights.map((height) => (
          <i key={height} style={{ height }} />
        ))}
      </div>
    </div>
  );
}
