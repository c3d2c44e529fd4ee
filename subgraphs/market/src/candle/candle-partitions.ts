import type { EntityManager } from '@mikro-orm/postgresql';

const text = (instant: number): string => new Date(instant).toISOString();
const monthStart = (instant: number, months: number): number => {
  const date = new Date(instant);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
};
const yearStart = (instant: number, years: number): number =>
  Date.UTC(new Date(instant).getUTCFullYear() + years, 0, 1);

/** Minutes are kept this long at least; the month they are in goes as a whole. */
export const minutesKeptMs = 30 * 86_400_000;
/** Years of days that have partitions of their own, and months and years made ahead. */
const yearsBack = 10;
const ahead = 2;

interface Partition {
  readonly table: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const minuteName = (from: number): string => `candle_minute_${text(from).slice(0, 7).replace('-', '_')}`;

/** The partitions there should be at `now`. */
export function partitionsAt(now: number): Partition[] {
  const partitions: Partition[] = [];
  for (let from = monthStart(now - minutesKeptMs, 0); from <= monthStart(now, ahead); from = monthStart(from, 1)) {
    partitions.push({ table: 'candle_minute', name: minuteName(from), from, to: monthStart(from, 1) });
  }
  for (let years = -yearsBack; years <= ahead; years++) {
    const from = yearStart(now, years);
    partitions.push({
      table: 'candle_day',
      name: `candle_day_${text(from).slice(0, 4)}`,
      from,
      to: yearStart(now, years + 1),
    });
  }
  return partitions;
}

/**
 * Makes partitions ahead and drops months of minutes that nobody may ask for any more. All or nothing, one process after the other. Answers the names
 * of what was made and dropped.
 */
export function tendPartitions(em: EntityManager, now: number): Promise<{ made: string[]; dropped: string[] }> {
  return em.transactional(async (transaction) => {
    await transaction.execute(`select pg_advisory_xact_lock(hashtext('candle partitions'))`);
    return tend(transaction, now);
  });
}

async function tend(em: EntityManager, now: number): Promise<{ made: string[]; dropped: string[] }> {
  const rows = await em.execute<{ name: string }[]>(
    `select child.relname as name from pg_inherits
      join pg_class child on child.oid = inhrelid join pg_class parent on parent.oid = inhparent
      where parent.relname in ('candle_minute', 'candle_day') and pg_table_is_visible(parent.oid)`,
  );
  const present = new Set(rows.map(({ name }) => name));
  const made = partitionsAt(now).filter(({ name }) => !present.has(name));
  for (const { name, table, from, to } of made)
    await em.execute(
      `create table if not exists ${name} partition of ${table} for values from ('${text(from)}') to ('${text(to)}')`,
    );
  const oldest = minuteName(monthStart(now - minutesKeptMs, 0));
  const dropped = [...present].filter((name) => /^candle_minute_\d{4}_\d{2}$/.test(name) && name < oldest);
  for (const name of dropped) await em.execute(`drop table if exists ${name}`);
  if (dropped.length > 0) {
    const from = text(monthStart(now - minutesKeptMs, 0));
    await em.execute(`delete from candle_span where kept = 'MINUTE' and covered_to <= ?::timestamptz`, [from]);
    await em.execute(
      `update candle_span set covered_from = greatest(covered_from, ?::timestamptz) where kept = 'MINUTE'`,
      [from],
    );
  }
  return { made: made.map(({ name }) => name), dropped };
}
