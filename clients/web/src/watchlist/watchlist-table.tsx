import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { type Listing, useListings } from '../companies/listing/use-listings.ts';
import { useWatch } from '../graph/live/live-context.tsx';
import { useSparks } from '../market/spark/use-sparks.ts';
import { useWatchlist, useWatchlistActions } from './watchlist-context.tsx';
import { WatchlistRow } from './watchlist-row.tsx';
import styles from './watchlist-table.module.css';

/** A line needs a day of candles; more than these are not asked for. */
const mostSparks = 30;

const unknown: Listing = { name: null, exchange: null };

const columns = [
  ['Symbol', undefined],
  ['Day', styles.spark],
  ['Last', styles.priceCell],
  ['Change', styles.change],
  ['Change %', styles.percent],
  ['Day range', styles.range],
  ['Volume', styles.volume],
  ['State', styles.state],
] as const;

export function WatchlistTable({ compact = false, editing = false }: { compact?: boolean; editing?: boolean }) {
  const symbols = useWatchlist();
  const actions = useWatchlistActions();
  const listings = useListings(symbols);
  const sparks = useSparks(useMemo(() => symbols.slice(0, mostSparks), [symbols]));
  const navigate = useNavigate();
  useWatch(symbols);
  const body = useRef<HTMLTableSectionElement>(null);
  const [active, setActive] = useState(0);
  const focusNext = useRef<number | null>(null);
  const shownActive = Math.min(active, symbols.length - 1);

  // A moved or removed row takes the focus with it, so the keyboard stays where the person was.
  useEffect(() => {
    if (focusNext.current === null) return;
    const index = Math.min(focusNext.current, symbols.length - 1);
    focusNext.current = null;
    body.current?.querySelector<HTMLElement>(`[data-row="${index}"]`)?.focus();
  });

  const focusRow = useCallback((index: number) => {
    body.current?.querySelector<HTMLElement>(`[data-row="${index}"]`)?.focus();
  }, []);

  const open = useCallback((symbol: string) => void navigate(`/i/${symbol}`), [navigate]);

  const onKey = useCallback(
    (event: KeyboardEvent<HTMLTableRowElement>, index: number) => {
      if (event.target !== event.currentTarget) return;
      const symbol = symbols[index]!;
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (by !== undefined && event.altKey) {
        focusNext.current = Math.max(0, Math.min(symbols.length - 1, index + by));
        actions.move(symbol, index + by);
      } else if (by !== undefined) focusRow(Math.max(0, Math.min(symbols.length - 1, index + by)));
      else if (event.key === 'Home') focusRow(0);
      else if (event.key === 'End') focusRow(symbols.length - 1);
      else if (event.key === 'Enter') open(symbol);
      else if (event.key === 'Delete' || event.key === 'Backspace') {
        focusNext.current = index;
        actions.remove(symbol);
      } else return;
      event.preventDefault();
    },
    [symbols, actions, focusRow, open],
  );

  const look = [styles.table, compact && styles.compact, editing && styles.editing].filter(Boolean).join(' ');
  return (
    <table className={look} aria-keyshortcuts="ArrowUp ArrowDown Enter Delete Alt+ArrowUp Alt+ArrowDown">
      <caption className="visually-hidden">
        Watchlist. Arrow keys move, Enter opens, Delete removes, Alt with an arrow key reorders.
      </caption>
      <thead>
        <tr>
          {columns.map(([name, className]) => (
            <th key={name} scope="col" className={className}>
              {name}
            </th>
          ))}
          <th className={styles.actions}>
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        {symbols.map((symbol, index) => (
          <WatchlistRow
            key={symbol}
            symbol={symbol}
            index={index}
            count={symbols.length}
            listing={listings.of.get(symbol) ?? (listings.failure ? unknown : undefined)}
            points={sparks.get(symbol)}
            active={index === shownActive}
            actions={actions}
            onActive={setActive}
            onOpen={open}
            onKey={onKey}
          />
        ))}
      </tbody>
    </table>
  );
}
