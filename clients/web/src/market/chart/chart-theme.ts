import { type ChartOptions, ColorType, CrosshairMode, type DeepPartial } from 'lightweight-charts';

export interface ChartColors {
  readonly up: string;
  readonly down: string;
  readonly upSoft: string;
  readonly downSoft: string;
  readonly line: string;
  readonly strong: string;
  readonly text: string;
  readonly muted: string;
  readonly panel: string;
  readonly raised: string;
}

/** The canvas cannot read custom properties, so the tokens of the theme in force are read for it. */
export function chartColors(element: Element): ChartColors {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    up: token('up'),
    down: token('down'),
    upSoft: token('up-flash'),
    downSoft: token('down-flash'),
    line: token('line'),
    strong: token('line-strong'),
    text: token('text-soft'),
    muted: token('text-muted'),
    panel: token('panel'),
    raised: token('accent-strong'),
  };
}

/** Only what depends on the theme: setting more on a running chart would move it. */
export function themeOptions(colors: ChartColors): DeepPartial<ChartOptions> {
  return {
    layout: { background: { type: ColorType.Solid, color: colors.panel }, textColor: colors.muted },
    grid: { vertLines: { color: colors.line }, horzLines: { color: colors.line } },
    timeScale: { borderColor: colors.line },
    crosshair: {
      vertLine: { color: colors.strong, labelBackgroundColor: colors.raised },
      horzLine: { color: colors.strong, labelBackgroundColor: colors.raised },
    },
  };
}

export function chartOptions(intraday: boolean): DeepPartial<ChartOptions> {
  return {
    autoSize: true,
    layout: {
      fontFamily: '"Inter Variable", system-ui, sans-serif',
      fontSize: 11,
      // The library's own logo needs an inline style; the panel shows the attribution as text and the footer repeats it.
      attributionLogo: false,
    },
    rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.1, bottom: 0.24 } },
    timeScale: { timeVisible: intraday, secondsVisible: false, rightOffset: 3, minBarSpacing: 0.2 },
    crosshair: { mode: CrosshairMode.Normal },
    localization: { locale: 'en-US' },
  };
}
