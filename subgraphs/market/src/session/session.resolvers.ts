import { badInput } from '@lzstock/kit/refusal';
import type { Resolvers } from '../generated/resolvers.ts';
import { instantArgument, instantText } from '../instant.ts';
import { type Session, sessionAt } from './session.ts';
import { firstYear, lastYear } from './trading-day.ts';

function session(at: number, argument: string | null | undefined): Session {
  try {
    return sessionAt(at);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw badInput('at', `an instant of ${firstYear} to ${lastYear} in New York`, argument);
  }
}

export const sessionResolvers = {
  Query: {
    tradingSession: (_, { at }, { clock }) => session(instantArgument('at', at) ?? clock.now(), at),
  },
  TradingSession: {
    date: ({ day }) => day.date,
    opensAt: ({ day }) => instantText(day.opensAt),
    closesAt: ({ day }) => instantText(day.closesAt),
    earlyClose: ({ day }) => day.earlyClose,
  },
} satisfies Resolvers;
