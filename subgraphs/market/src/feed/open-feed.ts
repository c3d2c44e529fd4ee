import type { Feed } from './feed.ts';
import { SimulatedFeed, type SimulatedFeedOptions } from './simulated/simulated-feed.ts';

/** The feeds there are, by the name `FEED` takes. */
export const feedNames = ['simulated'] as const;
export type FeedName = (typeof feedNames)[number];

export function openFeed(name: FeedName, options: SimulatedFeedOptions): Feed {
  switch (name) {
    case 'simulated':
      return new SimulatedFeed(options);
  }
}
