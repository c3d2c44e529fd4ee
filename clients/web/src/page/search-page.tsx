import { Link, useNavigate } from 'react-router';
import { SearchBox } from '../companies/search/search-box.tsx';
import styles from './nothing-here.module.css';
import { popularSymbols } from './popular.ts';

export function SearchPage() {
  const navigate = useNavigate();
  return (
    <div className={styles.page}>
      <title>Search · LZStock</title>
      <h1 className={styles.title}>Search</h1>
      <p className={styles.text}>A ticker such as NVDA or BRK.B, or the beginning of a company’s name.</p>
      <div className={styles.search}>
        <SearchBox autoFocus onPick={(symbol) => void navigate(`/i/${symbol}`)} />
      </div>
      <nav className={styles.links} aria-label="Popular instruments">
        {popularSymbols.map((symbol) => (
          <Link key={symbol} to={`/i/${symbol}`}>
            {symbol}
          </Link>
        ))}
      </nav>
    </div>
  );
}
