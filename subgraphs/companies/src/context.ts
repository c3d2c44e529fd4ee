import type { Viewer } from '@lzstock/kit/viewer';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type CompanyLoader, companyByCik } from './company/company.resolvers.ts';
import { type InstrumentLoaders, instrumentLoaders } from './instrument/instrument.resolvers.ts';
import type { InstrumentSearch } from './search/instrument-search.ts';

/** What one execution's resolvers share. */
export interface Context extends InstrumentLoaders {
  readonly viewer: Viewer;
  readonly companyByCik: CompanyLoader;
  readonly search: InstrumentSearch;
}

export function createContext(viewer: Viewer, em: EntityManager, search: InstrumentSearch): Context {
  return { viewer, search, companyByCik: companyByCik(em), ...instrumentLoaders(em) };
}
