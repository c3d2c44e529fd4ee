import type { RouteObject } from 'react-router';
import { BrokenPage } from './page/broken-page.tsx';
import { HomePage } from './page/home-page.tsx';
import { InstrumentPage } from './page/instrument-page.tsx';
import { NothingHere } from './page/nothing-here.tsx';
import { SearchPage } from './page/search-page.tsx';
import { WatchlistPage } from './page/watchlist-page.tsx';
import { Shell } from './shell/shell.tsx';

// The pages are small and come at once; what is large, the chart, is loaded by its panel.
export const routes: RouteObject[] = [
  {
    element: <Shell />,
    errorElement: <BrokenPage />,
    children: [
      { index: true, element: <HomePage /> },
      { path: 'i/:symbol', element: <InstrumentPage /> },
      { path: 'watchlist', element: <WatchlistPage /> },
      { path: 'search', element: <SearchPage /> },
      { path: '*', element: <NothingHere title="There is no such page" text="Look for an instrument instead." /> },
    ],
  },
];
