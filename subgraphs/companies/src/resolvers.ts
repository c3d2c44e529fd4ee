import { companyResolvers } from './company/company.resolvers.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { instrumentResolvers } from './instrument/instrument.resolvers.ts';
import { searchResolvers } from './search/search.resolvers.ts';

export const resolvers = {
  Query: { ...instrumentResolvers.Query, ...searchResolvers.Query, ...companyResolvers.Query },
  Instrument: instrumentResolvers.Instrument,
  Company: companyResolvers.Company,
} satisfies Resolvers;
