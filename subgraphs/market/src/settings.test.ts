import { describe, expect, it } from '@jest/globals';
import { readMarketSettings } from './settings.ts';

describe('the settings of the market', () => {
  it('are a simulated exchange around the clock where nothing is said', () => {
    expect(readMarketSettings({})).toEqual({ feed: 'simulated', hours: 'always', seed: 1 });
    expect(readMarketSettings({ FEED_HOURS: 'exchange', SEED: '7' })).toMatchObject({ hours: 'exchange', seed: 7 });
  });

  it.each([
    [{ FEED: 'finnhub' }, 'FEED: expected one of simulated, came "finnhub"'],
    [{ FEED_HOURS: 'never' }, 'FEED_HOURS: expected always or exchange, came "never"'],
    [{ SEED: 'x' }, 'SEED: expected a whole number'],
  ])('say what is wrong with %j', (env, sentence) => {
    expect(() => readMarketSettings(env)).toThrow(sentence);
  });
});
