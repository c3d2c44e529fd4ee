import { defineEntity, type EntityManager, p } from '@mikro-orm/core';
import type { Fact } from './letter.ts';

/** An event on its way out; written in the transaction of the change it tells of. Belongs into the entities of a context that tells events. */
export const OutboxRow = defineEntity({
  name: 'OutboxRow',
  tableName: 'outbox',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    /** Set by the database while the transaction commits. */
    position: p.bigint('number').nullable(),
    type: p.text(),
    key: p.text(),
    payload: p.json<Fact>(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});

/**
 * Tells events with the next flush of `em`, in order, in its transaction: they leave if and only if it commits. `key` names what an event is about;
 * events of one key arrive in the order in which their transactions committed.
 */
export function record<E extends Fact>(em: EntityManager, events: readonly E[], key: (event: E) => string): void {
  for (const event of events) {
    em.persist(em.create(OutboxRow, { type: event.type, key: key(event), payload: event }));
  }
}
