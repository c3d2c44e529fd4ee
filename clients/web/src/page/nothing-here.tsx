import { Link, useNavigate } from 'react-router';
import { SearchBox } from '../companies/search/search-box.tsx';
import styles from './nothing-here.module.css';
import { popularSymbols } from './popular.ts';

interface NothingHereProps {
  readonly title: string;
  readonly text: string;
}

export function NothingHere({ title, text }: NothingHereProps) {
  const navigate = useNavigate();
  return (
    <div className={styles.page}>
      <title>{`${title} · LZStock`}</title>
      <h1 className={styles.title}>{title}</h1>
      <p className={styles.text}>{text}</p>
      <div className={styles.search}>
        <SearchBox onPick={(symbol) => void navigate(`/i/${symbol}`)} />
      </div>
      <nav className={styles.links} aria-label="Popular instruments">
        {popularSymbols.slice(0, 6).map((symbol) => (
          <Link key={symbol} to={`/i/${symbol}`}>
            {symbol}
          </Link>
        ))}
      </nav>
    </div>
  );
}
