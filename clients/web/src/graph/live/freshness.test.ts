import { describe, expect, it } from '@jest/globals';
import { freshnessOf, isOld } from './freshness.ts';

describe('what a quote on the screen is worth', () => {
  it('is what its state says while the connection lives', () => {
    expect(freshnessOf('LIVE', 'live')).toBe('live');
    expect(freshnessOf('STALE', 'live')).toBe('stale');
  });

  it('is lost with the connection, even where the last message said live', () => {
    expect(freshnessOf('LIVE', 'reconnecting')).toBe('lost');
    expect(freshnessOf('CLOSED', 'offline')).toBe('lost');
  });

  it('is not old merely because the market is closed', () => {
    expect(['closed', 'halted', 'stale', 'lost'].filter((each) => isOld(each as 'closed'))).toEqual(['stale', 'lost']);
  });
});
