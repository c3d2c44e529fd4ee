import { describe, expect, it } from '@jest/globals';
import { tablesOf } from './count-sql.ts';

const names = (sql: string): string[] => [...tablesOf(sql)].sort();

describe('the tables of a statement', () => {
  it('are those it selects from and joins', () => {
    const sql = `select "i0".* from "public"."vessel" as "i0" left join company c on c.cik = i0.cik where i0.name = 'from nowhere'`;
    expect(names(sql)).toEqual(['company', 'vessel']);
  });

  it('are those it writes', () => {
    expect(names('insert into "outbox" ("id") values ($1) on conflict do nothing')).toEqual(['outbox']);
    expect(names('insert into gauge (id) values (1) on conflict (id) do update set seq = excluded.seq')).toEqual([
      'gauge',
    ]);
    expect(names('update "lamp" set high = 1')).toEqual(['lamp']);
    expect(names('delete from lamp')).toEqual(['lamp']);
  });

  it('count those of subqueries and of common table expressions, not the expressions', () => {
    const sql =
      'with recent as (select * from tick), b as materialized (select 1) select * from recent where id in (select id from session)';
    expect(names(sql)).toEqual(['session', 'tick']);
  });

  it('leave out functions, locks and the other meanings of from', () => {
    expect(names('select * from unnest($1::int[]) as x')).toEqual([]);
    expect(names('select * from outbox for update skip locked')).toEqual(['outbox']);
    expect(names('select extract(epoch from at), a is distinct from b from tick')).toEqual(['tick']);
  });
});
