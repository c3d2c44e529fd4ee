import '@fontsource-variable/inter/wght.css';
import './ui/tokens.css';
import './ui/page.css';
import { followBrowser } from '@lzstock/live/browser';
import { createLiveConnection } from '@lzstock/live/connection';
import { nextFrame } from '@lzstock/live/schedule';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { Provider, stringifyDocument } from 'urql';
import { LiveQuotesDocument } from './generated/operations.ts';
import { LiveProvider } from './graph/live/live-context.tsx';
import { createLiveQuotes } from './graph/live/live-quotes.ts';
import { createQueryClient } from './graph/query-client.ts';
import { routes } from './routes.tsx';
import { followTheme } from './ui/theme.ts';
import { WatchlistProvider } from './watchlist/watchlist-context.tsx';
import { createWatchlistStore } from './watchlist/watchlist-store.ts';

const connection = createLiveConnection({ url: `${location.origin.replace(/^http/, 'ws')}/graphql` });
const quotes = createLiveQuotes({
  connection,
  query: stringifyDocument(LiveQuotesDocument),
  schedule: nextFrame,
});
followBrowser(connection);
followTheme();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Provider value={createQueryClient('/graphql')}>
      <LiveProvider live={{ connection, quotes }}>
        <WatchlistProvider store={createWatchlistStore(browserStorage(), window)}>
          <RouterProvider router={createBrowserRouter(routes)} />
        </WatchlistProvider>
      </LiveProvider>
    </Provider>
  </StrictMode>,
);

/** Reading `localStorage` itself throws where a browser forbids it. */
function browserStorage(): Pick<Storage, 'getItem' | 'setItem'> {
  try {
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => {} };
  }
}
