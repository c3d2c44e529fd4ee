import type { Delivery } from '@lzstock/kit/events/letter';
import type { CompaniesEvent, InstrumentChanged } from '@lzstock/schema/companies/events';
import type { EntityManager } from '@mikro-orm/postgresql';

const upsert = `insert into listed_instrument (symbol, kind, currency, active)
  select symbol, kind, currency, active
  from jsonb_to_recordset(?::jsonb) as row (symbol text, kind text, currency text, active boolean)
  on conflict (symbol) do update set kind = excluded.kind, currency = excluded.currency, active = excluded.active,
    renamed_to = null, changed_at = clock_timestamp()`;

const rename = `insert into listed_instrument (symbol, active, renamed_to)
  values (?, false, ?)
  on conflict (symbol) do update set active = false, renamed_to = excluded.renamed_to, changed_at = clock_timestamp()`;

/** Keeps what the market needs of the facts `companies` tells: the newest state of each symbol, in one statement for all that are between renames. */
export async function hearCompanies(em: EntityManager, deliveries: readonly Delivery<CompaniesEvent>[]): Promise<void> {
  let changed = new Map<string, InstrumentChanged>();
  const write = async () => {
    const rows = [...changed.values()].map(({ symbol, kind, currency, active }) => ({
      symbol,
      kind,
      currency,
      active: active ?? true,
    }));
    changed = new Map();
    if (rows.length > 0) await em.execute(upsert, [JSON.stringify(rows)]);
  };
  for (const { event } of deliveries) {
    if (event.type === 'InstrumentChanged') changed.set(event.symbol, event);
    if (event.type !== 'InstrumentRenamed') continue;
    await write();
    await em.execute(rename, [event.from, event.to]);
  }
  await write();
}
