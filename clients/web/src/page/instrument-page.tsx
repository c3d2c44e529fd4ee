import { useEffect } from 'react';
import { useNavigate, useParams } from 'react-router';
import { ProfilePanel } from '../companies/profile/profile-panel.tsx';
import { type InstrumentProfile, useInstrument } from '../companies/profile/use-instrument.ts';
import { useQuoteField } from '../graph/live/live-context.tsx';
import { ChartPanel } from '../market/chart/chart-panel.tsx';
import { QuotePanel } from '../market/quote/quote-panel.tsx';
import { TradesPanel } from '../market/trades/trades-panel.tsx';
import { formatPercent, formatPrice } from '../ui/format/number.ts';
import { PanelFailure } from '../ui/panel.tsx';
import { InstrumentSkeleton } from './instrument-skeleton.tsx';
import { NothingHere } from './nothing-here.tsx';
import styles from './page.module.css';
import { SymbolHeader } from './symbol-header.tsx';

export function InstrumentPage() {
  const asked = useParams().symbol ?? '';
  const reading = useInstrument(asked);
  const navigate = useNavigate();
  const canonical = reading.state === 'known' ? reading.instrument.symbol : asked;
  useEffect(() => {
    if (canonical !== asked) void navigate(`/i/${canonical}`, { replace: true });
  }, [canonical, asked, navigate]);

  if (reading.state === 'loading') return <InstrumentSkeleton symbol={asked} />;
  if (reading.state === 'unknown') {
    return (
      <NothingHere
        title={`No instrument is listed as ${asked.toUpperCase()}`}
        text="Search for it by name or ticker."
      />
    );
  }
  if (reading.state === 'failed') {
    const { code, message } = reading.failure;
    if (code === 'BAD_INPUT') return <NothingHere title={`“${asked}” is not a symbol`} text={message} />;
    return (
      <div className={styles.page}>
        <title>{`${asked} · LZStock`}</title>
        <PanelFailure title={`${asked.toUpperCase()} could not be read`} message={message} onRetry={reading.retry} />
      </div>
    );
  }
  return <Instrument instrument={reading.instrument} partial={reading.partial} />;
}

function Instrument({ instrument, partial }: { instrument: InstrumentProfile; partial: boolean }) {
  const { symbol } = instrument;
  return (
    <>
      <Title symbol={symbol} />
      <SymbolHeader instrument={instrument} />
      <div className={`${styles.page} ${styles.columns}`}>
        <ChartPanel key={symbol} symbol={symbol} />
        <div className={styles.side}>
          <QuotePanel symbol={symbol} />
          <TradesPanel key={`trades ${symbol}`} symbol={symbol} />
          <ProfilePanel instrument={instrument} partial={partial} />
        </div>
      </div>
    </>
  );
}

function Title({ symbol }: { symbol: string }) {
  const last = useQuoteField(symbol, (quote) => quote.last);
  const percent = useQuoteField(symbol, (quote) => quote.changePercent);
  return (
    <title>{last ? `${symbol} ${formatPrice(last)} ${formatPercent(percent)} · LZStock` : `${symbol} · LZStock`}</title>
  );
}
