import { useLiveStatus, useQuote } from '../../graph/live/live-context.tsx';
import { Compact } from '../../ui/figure.tsx';
import { subtractDecimals } from '../../ui/format/decimal.ts';
import { formatPrice } from '../../ui/format/number.ts';
import { newYorkMoment } from '../../ui/format/time.ts';
import { useNowText } from '../../ui/now.ts';
import { Panel } from '../../ui/panel.tsx';
import { LiveDayRange } from './live-figures.tsx';
import styles from './quote-panel.module.css';

export function QuotePanel({ symbol }: { symbol: string }) {
  return (
    <Panel title="Quote" scope={<AsOf symbol={symbol} />}>
      <QuoteFigures symbol={symbol} />
    </Panel>
  );
}

function AsOf({ symbol }: { symbol: string }) {
  const quote = useQuote(symbol);
  const { phase } = useLiveStatus();
  const told = useNowText((now) => (quote?.asOf ? `as of ${newYorkMoment(Date.parse(quote.asOf), now)}` : ''));
  return <span title={quote ? `Source: ${quote.source}; connection ${phase}` : undefined}>{told}</span>;
}

function QuoteFigures({ symbol }: { symbol: string }) {
  const quote = useQuote(symbol);
  const spread = quote?.bid != null && quote.ask != null ? subtractDecimals(quote.ask, quote.bid) : null;
  const pairs = [
    ['Bid', formatPrice(quote?.bid)],
    ['Ask', formatPrice(quote?.ask)],
    ['Prev. close', formatPrice(quote?.previousClose)],
    ['Spread', formatPrice(spread, quote?.last)],
  ] as const;
  return (
    <dl className={styles.list}>
      {pairs.map(([name, value]) => (
        <div key={name} className={styles.pair}>
          <dt>{name}</dt>
          <dd data-quote>{value}</dd>
        </div>
      ))}
      <div className={styles.pair}>
        <dt>Volume</dt>
        <dd data-quote>
          <Compact value={quote?.volume} />
        </dd>
      </div>
      <div className={styles.pair}>
        <dt>Source</dt>
        <dd>{quote?.source ?? '—'}</dd>
      </div>
      <div className={styles.range}>
        <dt>Day range</dt>
        <dd>
          <LiveDayRange symbol={symbol} />
        </dd>
      </div>
    </dl>
  );
}
