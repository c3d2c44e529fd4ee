import { badInput } from '@lzstock/kit/refusal';
import type { Resolvers } from '../generated/resolvers.ts';

const longestText = 64;
const mostResults = 50;

export const searchResolvers = {
  Query: {
    async searchInstruments(_, { text, first }, { search }) {
      const count = first ?? 10;
      if (text.length > longestText) throw badInput('text', `at most ${longestText} characters`, text.length);
      if (count < 1 || count > mostResults) throw badInput('first', `1 to ${mostResults}`, count);
      return [...(await search.search(text, count))];
    },
  },
} satisfies Resolvers;
