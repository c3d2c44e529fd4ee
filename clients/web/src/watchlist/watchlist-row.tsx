import { type DragEvent, type KeyboardEvent, type MouseEvent, memo, useState } from 'react';
import { Link } from 'react-router';
import type { Listing } from '../companies/listing/use-listings.ts';
import { useQuoteField } from '../graph/live/live-context.tsx';
import { LiveChange, LiveDayRange, LivePrice, LiveState, LiveVolume } from '../market/quote/live-figures.tsx';
import type { SparkPoint } from '../market/spark/spark-line.ts';
import { Sparkline } from '../market/spark/sparkline.tsx';
import { missing } from '../ui/format/number.ts';
import { Icon } from '../ui/icon.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { RowActions } from './row-actions.tsx';
import type { WatchlistActions } from './watchlist-context.tsx';
import styles from './watchlist-table.module.css';

const dragType = 'application/x-lzstock-symbol';

interface WatchlistRowProps {
  readonly symbol: string;
  readonly index: number;
  readonly count: number;
  /** Undefined while it is asked for. */
  readonly listing: Listing | undefined;
  readonly points: readonly SparkPoint[] | undefined;
  readonly active: boolean;
  readonly actions: WatchlistActions;
  readonly onActive: (index: number) => void;
  readonly onOpen: (symbol: string) => void;
  readonly onKey: (event: KeyboardEvent<HTMLTableRowElement>, index: number) => void;
}

export const WatchlistRow = memo(function WatchlistRow(props: WatchlistRowProps) {
  const { symbol, index, count, listing, points, active, actions } = props;
  const state = useQuoteField(symbol, (quote) => quote.state);
  const [over, setOver] = useState(false);

  function onDrop(event: DragEvent): void {
    setOver(false);
    const moved = event.dataTransfer.getData(dragType);
    if (moved) actions.move(moved, index);
  }

  function onDragOver(event: DragEvent): void {
    if (!event.dataTransfer.types.includes(dragType)) return;
    event.preventDefault();
    setOver(true);
  }

  function onClick(event: MouseEvent): void {
    if (!(event.target as Element).closest('a, button')) props.onOpen(symbol);
  }

  return (
    <tr
      className={styles.row}
      data-row={index}
      data-stale={state === 'STALE'}
      data-over={over}
      tabIndex={active ? 0 : -1}
      onFocus={() => props.onActive(index)}
      onKeyDown={(event) => props.onKey(event, index)}
      onClick={onClick}
      onDragOver={onDragOver}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <th scope="row">
        <span
          className={styles.grip}
          draggable
          title="Drag to reorder"
          aria-hidden="true"
          onDragStart={(event) => event.dataTransfer.setData(dragType, symbol)}
        >
          <Icon name="grip" size={14} />
        </span>
        <span className={styles.instrument}>
          <Link className={styles.symbol} to={`/i/${symbol}`} tabIndex={-1}>
            {symbol}
          </Link>
          <span className={styles.name} title={listing?.name ?? undefined}>
            {listing ? (listing.name ?? missing) : <Skeleton width="8rem" />}
          </span>
        </span>
      </th>
      <td className={styles.spark}>
        <Sparkline symbol={symbol} points={points} />
      </td>
      <td className={`${styles.priceCell} ${styles.price}`}>
        <LivePrice symbol={symbol} />
      </td>
      <td className={styles.change}>
        <LiveChange symbol={symbol} show="change" arrow={false} />
      </td>
      <td className={styles.percent}>
        <LiveChange symbol={symbol} show="percent" />
      </td>
      <td className={styles.range}>
        <LiveDayRange symbol={symbol} />
      </td>
      <td className={styles.volume}>
        <LiveVolume symbol={symbol} />
      </td>
      <td className={styles.state}>
        <LiveState symbol={symbol} quiet />
      </td>
      <td className={styles.actions}>
        <RowActions symbol={symbol} index={index} count={count} reachable={active} actions={actions} />
      </td>
    </tr>
  );
});
