import { freshnessOf } from '../../graph/live/freshness.ts';
import { useQuoteField, useStanding } from '../../graph/live/live-context.tsx';
import { Change, Compact, Price } from '../../ui/figure.tsx';
import { RangeBar } from '../../ui/range-bar.tsx';
import { QuoteStateBadge } from './quote-state.tsx';

/**
 * The figures of one instrument as every part of the app shows them; the symbol has to be watched by whoever shows it. `data-quote` lets the shell dim them
 * all at once when the connection is lost.
 */

interface Of {
  readonly symbol: string;
}

export function LivePrice({ symbol }: Of) {
  const last = useQuoteField(symbol, (quote) => quote.last);
  return (
    <span data-quote>
      <Price value={last} />
    </span>
  );
}

export function LiveChange({ symbol, show, arrow }: Of & { show?: 'change' | 'percent' | 'both'; arrow?: boolean }) {
  const change = useQuoteField(symbol, (quote) => quote.change);
  const percent = useQuoteField(symbol, (quote) => quote.changePercent);
  const price = useQuoteField(symbol, (quote) => quote.last);
  return (
    <span data-quote>
      <Change change={change} percent={percent} price={price} show={show ?? 'both'} arrow={arrow ?? true} />
    </span>
  );
}

export function LiveVolume({ symbol }: Of) {
  const volume = useQuoteField(symbol, (quote) => quote.volume);
  return (
    <span data-quote>
      <Compact value={volume} />
    </span>
  );
}

export function LiveDayRange({ symbol }: Of) {
  const low = useQuoteField(symbol, (quote) => quote.dayLow);
  const high = useQuoteField(symbol, (quote) => quote.dayHigh);
  const last = useQuoteField(symbol, (quote) => quote.last);
  return (
    <div data-quote>
      <RangeBar low={low} high={high} value={last} label="Day range" />
    </div>
  );
}

export function LiveState({ symbol, quiet = false }: Of & { quiet?: boolean }) {
  const standing = useStanding(symbol);
  const state = useQuoteField(symbol, (quote) => quote.state);
  const asOf = useQuoteField(symbol, (quote) => quote.asOf);
  const source = useQuoteField(symbol, (quote) => quote.source);
  if (!state || !source) return <span className="muted">—</span>;
  return <QuoteStateBadge freshness={freshnessOf(state, standing)} asOf={asOf ?? null} source={source} quiet={quiet} />;
}
