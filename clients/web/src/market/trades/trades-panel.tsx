import { Fragment } from 'react';
import { Compact } from '../../ui/figure.tsx';
import { formatPrice } from '../../ui/format/number.ts';
import { newYorkClock } from '../../ui/format/time.ts';
import { Panel } from '../../ui/panel.tsx';
import styles from './trades-panel.module.css';
import { useTape } from './use-tape.ts';

const moves = { up: 'up', down: 'down', flat: 'unchanged' } as const;

/** The last trades, one line each. Nothing is announced as it comes: at several a second that would drown everything else. */
export function TradesPanel({ symbol }: { symbol: string }) {
  const rows = useTape(symbol);
  const caption = `Last trades of ${symbol}`;
  return (
    <Panel title="Last trades" scope="every one, New York time">
      {rows.length === 0 ? (
        <p className={styles.none}>None since this page was opened</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        <section className={styles.scroll} tabIndex={0} aria-label={caption}>
          <table className={styles.table}>
            <caption className="visually-hidden">{caption}, newest first</caption>
            <thead>
              <tr>
                {['Time', 'Price', 'Shares'].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, at, price, size, direction, afterGap }) => (
                <Fragment key={key}>
                  <tr data-quote>
                    <th scope="row">{newYorkClock(Date.parse(at))}</th>
                    <td className={styles[direction]}>
                      {formatPrice(price)}
                      <span className="visually-hidden">, {moves[direction]}</span>
                    </td>
                    <td>
                      <Compact value={size} />
                    </td>
                  </tr>
                  {afterGap && (
                    <tr className={styles.gap}>
                      <td colSpan={3}>Some trades before are missing</td>
                    </tr>
                  )}
                </Fragment>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Panel>
  );
}
