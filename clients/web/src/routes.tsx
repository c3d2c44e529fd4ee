import type { RouteObject } from 'react-router';
import { BrokenPage } from './page/broken-page.tsx';
import { Shell } from './shell/shell.tsx';

export const routes: RouteObject[] = [
  {
    element: <Shell />,
    errorElement: <BrokenPage />,
    hydrateFallbackElement: <div />,
    children: [
      { index: true, lazy: () => import('./page/home-page.tsx') },
      { path: 'i/:symbol', lazy: () => import('./page/instrument-page.tsx') },
      { path: 'watchlist', lazy: () => import('./page/watchlist-page.tsx') },
      { path: 'search', lazy: () => import('./page/search-page.tsx') },
      { path: '*', lazy: () => import('./page/not-found-page.tsx') },
    ],
  },
];
