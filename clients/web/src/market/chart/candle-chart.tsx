import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useShownTheme } from '../../ui/theme.ts';
import styles from './candle-chart.module.css';
import type { CandleStore } from './candle-store.ts';
import { ChartLegend } from './chart-legend.tsx';
import { type Drawing, drawCandles } from './drawing.ts';

interface CandleChartProps {
  readonly store: CandleStore;
  readonly summary: string;
  readonly logarithmic: boolean;
}

/** Default export for `React.lazy`: the chart library is loaded with it. */
export default function CandleChart({ store, summary, logarithmic }: CandleChartProps) {
  const element = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const theme = useShownTheme();

  useEffect(() => {
    const drawn = drawCandles(element.current!, store.interval);
    drawing.current = drawn;
    drawn.onPoint(setPointed);
    drawn.show(store.bars());
    const leave = store.subscribe(() => drawn.show(store.bars()));
    return () => {
      leave();
      drawing.current = null;
      drawn[Symbol.dispose]();
    };
  }, [store]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawing reads the theme from the document
  useEffect(() => drawing.current?.retheme(), [theme]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new store draws a new chart
  useEffect(() => drawing.current?.setLogarithmic(logarithmic), [logarithmic, store]);

  function onKeyDown(event: KeyboardEvent): void {
    const newest = store.bars().length - 1;
    const from = pointed ?? newest + 1;
    const to = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: newest }[event.key];
    if (event.key === 'Escape') move(null);
    else if (to !== undefined) {
      event.preventDefault();
      move(Math.min(newest, Math.max(0, to)));
    }
  }

  function move(index: number | null): void {
    drawing.current?.point(index);
    setPointed(index);
  }

  return (
    <div className={styles.chart}>
      <ChartLegend store={store} pointed={pointed} />
      <div
        ref={element}
        className={styles.canvas}
        role="application"
        aria-roledescription="candle chart"
        aria-label={`${summary} Left and right arrows read single candles.`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys read the candles
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={() => move(null)}
      />
    </div>
  );
}
