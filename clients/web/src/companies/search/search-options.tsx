import { useEffect, useRef } from 'react';
import button from '../../ui/button.module.css';
import { missing } from '../../ui/format/number.ts';
import { exchangeName } from '../exchange-name.ts';
import { matchedPieces } from './matched-text.ts';
import styles from './search-box.module.css';
import type { SearchState } from './search-session.ts';
import type { Found } from './use-search.ts';

interface SearchOptionsProps extends SearchState<Found> {
  readonly id: string;
  readonly selected: number;
  readonly onSelect: (index: number) => void;
  readonly onPick: (symbol: string) => void;
  readonly onRetry: () => void;
}

export function SearchOptions(props: SearchOptionsProps) {
  const { id, text, phase, results, selected, onSelect, onPick, onRetry } = props;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[selected]?.scrollIntoView({ block: 'nearest' });
  }, [selected]);

  if (phase === 'failed') {
    return (
      <div className={styles.popup} id={id} role="alert">
        <div className={styles.note}>
          Search did not answer.
          <button type="button" className={button.button} onClick={onRetry}>
            Try again
          </button>
        </div>
      </div>
    );
  }
  if (results.length === 0) {
    return (
      <div className={styles.popup} id={id}>
        <p className={styles.note}>
          {phase === 'asking'
            ? 'Searching…'
            : `Nothing found for “${text}”. Try a ticker such as NVDA or a company name.`}
        </p>
      </div>
    );
  }
  return (
    <div ref={list} className={styles.popup} id={id} role="listbox" aria-label="Matches">
      {results.map((found, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the combobox, which names the active option
        // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox hears the keys
        <div
          key={found.symbol}
          id={`${id}-${index}`}
          className={styles.option}
          role="option"
          aria-selected={index === selected}
          onMouseMove={() => index !== selected && onSelect(index)}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(found.symbol)}
        >
          <span className={styles.symbol}>
            <Matched text={found.symbol} query={text} />
          </span>
          <span className={styles.name}>{found.name ? <Matched text={found.name} query={text} /> : missing}</span>
          <span className={styles.exchange}>{found.exchange ? exchangeName[found.exchange] : missing}</span>
        </div>
      ))}
    </div>
  );
}

function Matched({ text, query }: { text: string; query: string }) {
  return matchedPieces(text, query).map((piece, at) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text have no other identity
    piece.matched ? <mark key={at}>{piece.text}</mark> : <span key={at}>{piece.text}</span>,
  );
}
