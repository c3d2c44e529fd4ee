import { describe, expect, it } from '@jest/globals';
import { freshnessOf, isOld } from './freshness.ts';

describe('what a quote on the screen is worth', () => {
  it('is what its state says while it is heard of', () => {
    expect(freshnessOf('LIVE', 'fresh')).toBe('live');
    expect(freshnessOf('STALE', 'stale')).toBe('stale');
  });

  it('is lost with the connection, even where the last message said live', () => {
    expect(freshnessOf('LIVE', 'lost')).toBe('lost');
    expect(freshnessOf('CLOSED', 'lost')).toBe('lost');
  });

  it('is not old merely because the market is closed', () => {
    expect(['closed', 'halted', 'stale', 'lost'].filter((each) => isOld(each as 'closed'))).toEqual(['stale', 'lost']);
  });
});
