import {
  CandlestickSeries,
  createChart,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  PriceScaleMode,
  type Time,
} from 'lightweight-charts';
import type { CandleInterval } from '../../generated/operations.ts';
import { priceDecimals } from '../../ui/format/number.ts';
import { type ChartColors, chartColors, chartOptions, themeOptions } from './chart-theme.ts';
import { chartTime } from './chart-time.ts';
import type { Bar } from './fold-candle.ts';

/** A candle chart with its volume on a canvas. */
export interface Drawing extends Disposable {
  show(bars: readonly Bar[]): void;
  retheme(): void;
  setLogarithmic(on: boolean): void;
  /** Puts the crosshair on the bar at `index`, as the pointer would. */
  point(index: number | null): void;
  /** Hears which bar the crosshair is on; null when it left. */
  onPoint(listener: (index: number | null) => void): void;
}

const isIntraday = (interval: CandleInterval): boolean => !['DAY', 'WEEK', 'MONTH'].includes(interval);

export function drawCandles(element: HTMLElement, interval: CandleInterval): Drawing {
  let colors = chartColors(element);
  let drawn: readonly Bar[] = [];
  const chart: IChartApi = createChart(element, {
    ...chartOptions(isIntraday(interval)),
    width: element.clientWidth,
    height: element.clientHeight,
  });
  const candles: ISeriesApi<'Candlestick'> = chart.addSeries(CandlestickSeries, { borderVisible: false });
  const volume: ISeriesApi<'Histogram'> = chart.addSeries(HistogramSeries, {
    priceScaleId: 'volume',
    priceFormat: { type: 'volume' },
    priceLineVisible: false,
    lastValueVisible: false,
  });
  volume.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
  paint();

  // Until somebody moves the chart, all of the range stays in view, whatever the size of the panel.
  const moved = new AbortController();
  for (const event of ['wheel', 'pointerdown']) {
    element.addEventListener(event, () => moved.abort(), { signal: moved.signal, passive: true });
  }
  chart.timeScale().subscribeSizeChange(() => {
    if (!moved.signal.aborted) chart.timeScale().fitContent();
  });

  function paint(): void {
    chart.applyOptions(themeOptions(colors));
    candles.applyOptions({
      upColor: colors.up,
      downColor: colors.down,
      wickUpColor: colors.up,
      wickDownColor: colors.down,
    });
  }

  const candleOf = (bar: Bar) => ({
    time: chartTime(bar.openTime, interval),
    open: Number(bar.open),
    high: Number(bar.high),
    low: Number(bar.low),
    close: Number(bar.close),
  });
  const volumeOf = (bar: Bar, tones: ChartColors) => ({
    time: chartTime(bar.openTime, interval),
    value: Number(bar.volume),
    color: Number(bar.close) >= Number(bar.open) ? tones.upSoft : tones.downSoft,
  });

  function replaceAll(bars: readonly Bar[]): void {
    candles.setData(bars.map(candleOf));
    volume.setData(bars.map((bar) => volumeOf(bar, colors)));
  }

  return {
    show(bars) {
      const before = drawn;
      drawn = bars;
      const grown = bars.length - before.length;
      if (before.length > 0 && bars[0] === before[0] && (grown === 0 || grown === 1)) {
        for (const bar of bars.slice(before.length - 1)) {
          candles.update(candleOf(bar));
          volume.update(volumeOf(bar, colors));
        }
        return;
      }
      const newest = bars.at(-1);
      const decimals = newest ? priceDecimals(newest.close) : 2;
      candles.applyOptions({
        priceFormat: { type: 'custom', formatter: axisPrice(decimals), minMove: 10 ** -decimals },
      });
      replaceAll(bars);
      chart.timeScale().fitContent();
    },
    retheme() {
      colors = chartColors(element);
      paint();
      volume.setData(drawn.map((bar) => volumeOf(bar, colors)));
    },
    setLogarithmic(on) {
      candles.priceScale().applyOptions({ mode: on ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal });
    },
    point(index) {
      const bar = index === null ? undefined : drawn[index];
      if (!bar) chart.clearCrosshairPosition();
      else chart.setCrosshairPosition(Number(bar.close), chartTime(bar.openTime, interval), candles);
    },
    onPoint(listener) {
      chart.subscribeCrosshairMove(({ time }) => listener(time === undefined ? null : indexOf(drawn, time, interval)));
    },
    [Symbol.dispose]() {
      moved.abort();
      chart.remove();
    },
  };
}

/** The scale of a long range reaches below zero to make room for the volume; no price is there. */
function axisPrice(decimals: number): (price: number) => string {
  const format = new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return (price) => (price < 0 ? '' : format.format(price));
}

function indexOf(bars: readonly Bar[], time: Time, interval: CandleInterval): number | null {
  const at = bars.findIndex((bar) => sameTime(chartTime(bar.openTime, interval), time));
  return at < 0 ? null : at;
}

function sameTime(a: Time, b: Time): boolean {
  if (typeof b !== 'object') return a === b;
  return a === `${b.year}-${String(b.month).padStart(2, '0')}-${String(b.day).padStart(2, '0')}`;
}
