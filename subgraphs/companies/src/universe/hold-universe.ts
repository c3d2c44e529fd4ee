import type { EntityManager } from '@mikro-orm/postgresql';

/** Lets the transaction of `em` alone change the universe, after waiting for another one up to a minute, and gives it the time that a large change takes. */
export async function holdUniverse(em: EntityManager): Promise<void> {
  await em.execute(`set local statement_timeout = '60s'`);
  await em.execute(`set local lock_timeout = '60s'`);
  await em.execute(`select pg_advisory_xact_lock(hashtext('universe'))`);
}
