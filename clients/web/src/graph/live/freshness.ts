import type { Standing } from '@lzstock/live/newest-store';
import type { QuoteState } from '../../generated/operations.ts';

export type Freshness = 'live' | 'delayed' | 'closed' | 'halted' | 'stale' | 'lost';

const states = {
  LIVE: 'live',
  DELAYED: 'delayed',
  CLOSED: 'closed',
  HALTED: 'halted',
  STALE: 'stale',
} as const satisfies Record<QuoteState, Freshness>;

/** What a quote on the screen is worth. Without a connection nothing is known to be new, whatever the last message said. */
export function freshnessOf(state: QuoteState, standing: Standing): Freshness {
  return standing === 'lost' ? 'lost' : states[state];
}

export const isOld = (freshness: Freshness): boolean => freshness === 'stale' || freshness === 'lost';
