import type { EntityManager } from '@mikro-orm/postgresql';

/** Makes sure that kept candles are of the history that `identity` names; those of another are dropped. Tells whether any were. */
export async function claimCandles(em: EntityManager, identity: string): Promise<boolean> {
  return em.transactional(async (transaction) => {
    await transaction.execute('insert into candle_origin (identity) values (?) on conflict do nothing', [identity]);
    const [origin] = await transaction.execute<{ identity: string }[]>('select identity from candle_origin for update');
    if (origin?.identity === identity) return false;
    await transaction.execute('truncate candle_minute, candle_day, candle_span');
    await transaction.execute('update candle_origin set identity = ?', [identity]);
    return true;
  });
}
