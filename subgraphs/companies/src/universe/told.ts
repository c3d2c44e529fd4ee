import type { EntityChange } from '@lzstock/kit/events/entity-change';
import { record } from '@lzstock/kit/events/outbox';
import type { CompaniesEvent, InstrumentChanged, InstrumentRenamed } from '@lzstock/schema/companies/events';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Listing } from '../instrument/listing.ts';

export const instrumentChanged = (listing: Listing): InstrumentChanged => ({
  type: 'InstrumentChanged',
  version: 1,
  ...listing,
});

export const instrumentRenamed = (from: string, to: string): InstrumentRenamed => ({
  type: 'InstrumentRenamed',
  version: 1,
  from,
  to,
});

/** Tells the other contexts, with the next flush of `em` and in its transaction. */
export function tell(em: EntityManager, events: readonly CompaniesEvent[]): void {
  record(em, events, (event) => (event.type === 'InstrumentRenamed' ? event.to : event.symbol));
}

/** The entities of the graph that one of this context's events tells a change of. */
export function changedEntities(event: CompaniesEvent): EntityChange[] {
  if (event.type === 'InstrumentRenamed')
    return [event.from, event.to].map((symbol) => ({ type: 'Instrument', key: { symbol } }));
  const instrument = { type: 'Instrument', key: { symbol: event.symbol } };
  return event.cik === null ? [instrument] : [instrument, { type: 'Company', key: { cik: event.cik } }];
}
