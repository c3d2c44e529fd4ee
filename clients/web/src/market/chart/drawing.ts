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
import { chartColors, chartOptions, themeOptions } from './chart-theme.ts';
import { chartTimeAfter } from './chart-time.ts';
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
  const times: Time[] = [];
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

  const candleAt = (at: number) => ({
    time: times[at]!,
    open: Number(drawn[at]!.open),
    high: Number(drawn[at]!.high),
    low: Number(drawn[at]!.low),
    close: Number(drawn[at]!.close),
  });
  const volumeAt = (at: number) => ({
    time: times[at]!,
    value: Number(drawn[at]!.volume),
    color: Number(drawn[at]!.close) >= Number(drawn[at]!.open) ? colors.upSoft : colors.downSoft,
  });

  /** Reads the times of the bars from `at` on. */
  function readTimes(at: number): void {
    times.length = at;
    for (const bar of drawn.slice(at)) times.push(chartTimeAfter(times.at(-1), bar.openTime, interval));
  }

  return {
    show(bars) {
      const before = drawn;
      drawn = bars;
      const grown = bars.length - before.length;
      if (before.length > 0 && bars[0] === before[0] && (grown === 0 || grown === 1)) {
        readTimes(before.length - 1);
        for (let at = before.length - 1; at < bars.length; at++) {
          candles.update(candleAt(at));
          volume.update(volumeAt(at));
        }
        return;
      }
      readTimes(0);
      const newest = bars.at(-1);
      const decimals = newest ? priceDecimals(newest.close) : 2;
      candles.applyOptions({
        priceFormat: { type: 'custom', formatter: axisPrice(decimals), minMove: 10 ** -decimals },
      });
      candles.setData(bars.map((_, at) => candleAt(at)));
      volume.setData(bars.map((_, at) => volumeAt(at)));
      chart.timeScale().fitContent();
    },
    retheme() {
      colors = chartColors(element);
      paint();
      volume.setData(drawn.map((_, at) => volumeAt(at)));
    },
    setLogarithmic(on) {
      candles.priceScale().applyOptions({ mode: on ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal });
    },
    point(index) {
      const bar = index === null ? undefined : drawn[index];
      if (!bar) chart.clearCrosshairPosition();
      else chart.setCrosshairPosition(Number(bar.close), times[index!]!, candles);
    },
    onPoint(listener) {
      chart.subscribeCrosshairMove(({ time }) => {
        const at = time === undefined ? -1 : times.findIndex((each) => sameTime(each, time));
        listener(at < 0 ? null : at);
      });
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

function sameTime(a: Time, b: Time): boolean {
  if (typeof b !== 'object') return a === b;
  return a === `${b.year}-${String(b.month).padStart(2, '0')}-${String(b.day).padStart(2, '0')}`;
}
