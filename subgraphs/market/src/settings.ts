import { readConfig } from '@lzstock/kit/config';
import { z } from 'zod';
import { feedNames } from './feed/open-feed.ts';

const schema = z.object({
  FEED: z
    .enum(feedNames, { error: ({ input }) => `expected one of ${feedNames.join(', ')}, came "${input}"` })
    .default('simulated'),
  FEED_HOURS: z
    .enum(['always', 'exchange'], { error: ({ input }) => `expected always or exchange, came "${input}"` })
    .default('always'),
  SEED: z.coerce.number({ error: 'expected a whole number' }).int().default(1),
});

/** What the environment says of the market. */
export interface MarketSettings {
  readonly feed: (typeof feedNames)[number];
  /** When the simulated exchange trades. */
  readonly hours: 'always' | 'exchange';
  readonly seed: number;
}

/** Throws a `ConfigError` with a sentence for each variable that is wrong. */
export function readMarketSettings(env: NodeJS.ProcessEnv): MarketSettings {
  const { FEED, FEED_HOURS, SEED } = readConfig(schema, env);
  return { feed: FEED, hours: FEED_HOURS, seed: SEED };
}
