import { useQuoteField } from '../../graph/live/live-context.tsx';
import { directionOf, formatPercent } from '../../ui/format/number.ts';
import { type SparkPoint, sparkLine } from './spark-line.ts';
import styles from './sparkline.module.css';

interface SparklineProps {
  readonly symbol: string;
  readonly points: readonly SparkPoint[] | undefined;
  readonly width?: number;
  readonly height?: number;
}

export function Sparkline({ symbol, points, width = 72, height = 24 }: SparklineProps) {
  const previousClose = useQuoteField(symbol, (quote) => quote.previousClose);
  const last = useQuoteField(symbol, (quote) => quote.last);
  const change = useQuoteField(symbol, (quote) => quote.change);
  const percent = useQuoteField(symbol, (quote) => quote.changePercent);
  const closes = (points ?? []).map((point) => Number(point.close));
  if (last != null && closes.length > 0) closes[closes.length - 1] = Number(last);
  const line = sparkLine(closes, Number(previousClose ?? closes[0]), width, height);
  if (!line) return <svg width={width} height={height} aria-hidden="true" />;
  const direction = directionOf(change, last);
  return (
    <svg
      className={styles.spark}
      data-quote
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${symbol} last trading day, ${formatPercent(percent)}`}
    >
      <line className={styles.base} x1="0" x2={width} y1={line.baseline} y2={line.baseline} />
      <path className={direction === 'flat' ? styles.line : `${styles.line} ${styles[direction]}`} d={line.path} />
    </svg>
  );
}
