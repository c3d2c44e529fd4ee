import styles from './shell.module.css';

export function Footer() {
  return (
    <footer className={styles.footer}>
      <div>
        <strong>Not investment advice.</strong>
        <span>
          Company data: <a href="https://www.sec.gov/search-filings">SEC EDGAR</a>
        </span>
        <span>
          <a href="https://www.tradingview.com/">TradingView Lightweight Charts™</a>, Copyright © 2025 TradingView, Inc.
        </span>
        <a className={styles.push} href="/graphiql">
          Explore the graph
        </a>
      </div>
    </footer>
  );
}
