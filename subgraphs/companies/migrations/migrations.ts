import type { MigrationEntry } from '@lzstock/kit/database';
import { CompaniesAndInstruments } from './20261122-companies-and-instruments.ts';

/** In the order they run in. A migration that ran somewhere is never changed; the code before it must work with what it leaves. */
export const migrations: readonly MigrationEntry[] = [
  { name: '20261122-companies-and-instruments', class: CompaniesAndInstruments },
];
