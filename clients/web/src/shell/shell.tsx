import { useEffect, useRef, useState } from 'react';
import { Link, NavLink, Outlet, ScrollRestoration, useLocation, useNavigate } from 'react-router';
import { SearchBox } from '../companies/search/search-box.tsx';
import { useLiveStatus } from '../graph/live/live-context.tsx';
import { SessionClock } from '../market/session/session-clock.tsx';
import button from '../ui/button.module.css';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { Icon } from '../ui/icon.tsx';
import { useShortcuts } from '../ui/shortcut/use-shortcuts.ts';
import { Toaster } from '../ui/toast.tsx';
import { ConnectionPill } from './connection-pill.tsx';
import { Footer } from './footer.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { Logo } from './logo.tsx';
import styles from './shell.module.css';
import { ThemeMenu } from './theme-menu.tsx';

export function Shell() {
  const search = useRef<HTMLInputElement>(null);
  const [help, setHelp] = useState(false);
  const navigate = useNavigate();
  const { phase } = useLiveStatus();
  const { pathname } = useLocation();

  useShortcuts([
    { keys: ['/'], says: 'Search', run: () => search.current?.focus() },
    { keys: ['?'], says: 'Help', run: () => setHelp(true) },
    { keys: ['g', 'h'], says: 'Home', run: () => void navigate('/') },
    { keys: ['g', 'w'], says: 'Watchlist', run: () => void navigate('/watchlist') },
  ]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      search.current?.focus();
      search.current?.select();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        Skip to content
      </a>
      <header className={styles.bar}>
        <div className={styles.inner}>
          <div className={styles.left}>
            <Link className={styles.brand} to="/" aria-label="LZStock, home">
              <Logo />
              <span className={styles.wordmark}>LZStock</span>
            </Link>
            <nav className={styles.links} aria-label="Main">
              <NavLink to="/" end>
                Home
              </NavLink>
              <NavLink to="/watchlist">Watchlist</NavLink>
            </nav>
          </div>
          <SearchBox inputRef={search} onPick={(symbol) => void navigate(`/i/${symbol}`)} />
          <div className={styles.right}>
            <div className={styles.clock}>
              <SessionClock />
            </div>
            <ConnectionPill />
            <div className={styles.tools}>
              <button
                type="button"
                className={`${button.icon} ${styles.help}`}
                aria-label="Keyboard shortcuts"
                title="Keyboard shortcuts (?)"
                onClick={() => setHelp(true)}
              >
                <Icon name="keyboard" />
              </button>
              <ThemeMenu />
            </div>
          </div>
        </div>
      </header>
      <main
        id="main"
        className={styles.main}
        tabIndex={-1}
        data-connection={phase === 'reconnecting' || phase === 'offline' ? 'lost' : 'kept'}
      >
        <ErrorBoundary resetKey={pathname}>
          <Outlet />
        </ErrorBoundary>
      </main>
      <Footer />
      <nav className={styles.tabs} aria-label="Main, phone">
        <NavLink to="/" end>
          <Icon name="home" size={20} />
          Home
        </NavLink>
        <NavLink to="/search">
          <Icon name="search" size={20} />
          Search
        </NavLink>
        <NavLink to="/watchlist">
          <Icon name="star" size={20} />
          Watchlist
        </NavLink>
      </nav>
      <Toaster />
      <HelpDialog open={help} onOpenChange={setHelp} />
      <ScrollRestoration />
    </div>
  );
}
