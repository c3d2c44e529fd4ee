import { createLoader } from '@lzstock/kit/loader';
import { badInput } from '@lzstock/kit/refusal';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Resolvers } from '../generated/resolvers.ts';
import { Company } from './company.ts';
import { canonicalCik } from './company-name.ts';

export type CompanyLoader = ReturnType<typeof companyByCik>;

export const companyByCik = (em: EntityManager) =>
  createLoader<string, Company>(async (ciks) => {
    const companies = await em.find(Company, { cik: { $in: [...ciks] } });
    return new Map(companies.map((company) => [company.cik, company]));
  });

export const companyResolvers = {
  Query: {
    company(_, { cik }, { companyByCik }) {
      const canonical = canonicalCik(cik);
      if (canonical === null) throw badInput('cik', '1 to 10 digits', cik);
      return companyByCik.load(canonical);
    },
  },
  Company: {
    __resolveReference({ cik }, { companyByCik }) {
      const canonical = canonicalCik(cik);
      return canonical === null ? null : companyByCik.load(canonical);
    },
    async instruments({ cik }, _, { instrumentsByCik }) {
      return (await instrumentsByCik.load(cik)) ?? [];
    },
  },
} satisfies Resolvers;
