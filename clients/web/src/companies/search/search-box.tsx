import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { Icon } from '../../ui/icon.tsx';
import styles from './search-box.module.css';
import { SearchOptions } from './search-options.tsx';
import { useSearch } from './use-search.ts';

interface SearchBoxProps {
  readonly onPick: (symbol: string) => void;
  readonly inputRef?: RefObject<HTMLInputElement | null>;
  readonly autoFocus?: boolean;
}

export function SearchBox({ onPick, inputRef, autoFocus = false }: SearchBoxProps) {
  const [{ text, phase, results }, session] = useSearch();
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const [selected, setSelected] = useState(0);
  const enterAhead = useRef(false);
  const own = useRef<HTMLInputElement>(null);
  const input = inputRef ?? own;
  const list = useId();
  const shown = open && phase !== 'empty';

  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, [autoFocus, input]);

  function pick(symbol: string): void {
    enterAhead.current = false;
    setTyped('');
    session.type('');
    setOpen(false);
    input.current?.blur();
    onPick(symbol);
  }

  // Enter pressed before the answer came means: open the best match as soon as it is known.
  useEffect(() => {
    if (!enterAhead.current || phase === 'asking') return;
    enterAhead.current = false;
    if (phase === 'answered' && results[0]) pick(results[0].symbol);
  });

  function type(value: string): void {
    enterAhead.current = false;
    setTyped(value);
    setSelected(0);
    setOpen(true);
    session.type(value);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      if (typed === '') input.current?.blur();
      else if (shown) setOpen(false);
      else type('');
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      if (!shown || results.length === 0) return;
      const by = event.key === 'ArrowDown' ? 1 : -1;
      setSelected((selected + by + results.length) % results.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const choice = results[selected];
      if (phase === 'asking') enterAhead.current = true;
      else if (choice) pick(choice.symbol);
    }
  }

  return (
    <search
      className={styles.box}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}
    >
      <div className={styles.field}>
        <Icon name="search" />
        <input
          ref={input}
          className={styles.input}
          role="combobox"
          aria-label="Search companies and symbols"
          aria-expanded={shown}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={shown && results[selected] ? `${list}-${selected}` : undefined}
          placeholder="Search symbol or company"
          value={typed}
          maxLength={64}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          enterKeyHint="go"
          onChange={(event) => type(event.target.value)}
          onFocus={() => setOpen(true)}
          onKeyDown={onKeyDown}
        />
        <kbd className={styles.key}>/</kbd>
      </div>
      {shown && (
        <SearchOptions
          id={list}
          text={text}
          phase={phase}
          results={results}
          selected={selected}
          onSelect={setSelected}
          onPick={pick}
          onRetry={session.retry}
        />
      )}
      <span className="visually-hidden" role="status">
        {shown && phase === 'answered' && `${results.length} results`}
      </span>
    </search>
  );
}
