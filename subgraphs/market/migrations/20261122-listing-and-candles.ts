import { inboxTables } from '@lzstock/kit/events/tables';
import { Migration } from '@mikro-orm/migrations';

const candleColumns = `
  symbol varchar(15) not null,
  open_time timestamptz not null,
  open bigint not null,
  high bigint not null,
  low bigint not null,
  close bigint not null,
  volume bigint not null,
  simulated boolean not null,
  revision bigint not null,
  primary key (symbol, open_time)`;

export class ListingAndCandles extends Migration {
  override up(): void {
    this.addSql(`set local lock_timeout = '5s'`);
    this.addSql(`
      create table listed_instrument (
        symbol varchar(15) primary key,
        kind varchar(30),
        currency char(3),
        active boolean not null,
        renamed_to varchar(15),
        changed_at timestamptz not null default clock_timestamp()
      )`);
    this.addSql('create index listed_instrument_changed_at on listed_instrument (changed_at)');
    for (const interval of ['minute', 'day']) {
      this.addSql(`create table candle_${interval} (${candleColumns}) partition by range (open_time)`);
      this.addSql(`create table candle_${interval}_default partition of candle_${interval} default`);
    }
    this.addSql(`comment on table candle_minute is 'Prices and shares times 10^8; a partition a month'`);
    this.addSql(
      `comment on table candle_day is 'Prices and shares times 10^8, opening at midnight in New York; a partition a year'`,
    );
    this.addSql(`
      create table candle_span (
        kept varchar(6) not null check (kept in ('MINUTE', 'DAY')),
        symbol varchar(15) not null,
        covered_from timestamptz not null,
        covered_to timestamptz not null check (covered_to >= covered_from),
        primary key (kept, symbol)
      )`);
    this.addSql(
      `comment on table candle_span is 'The one span of time per instrument in which every candle there is was kept'`,
    );
    for (const statement of inboxTables) this.addSql(statement);
  }

  override down(): void {
    for (const table of [
      'listed_instrument',
      'candle_minute',
      'candle_day',
      'candle_span',
      'inbox_position',
      'dead_letter',
    ])
      this.addSql(`drop table ${table}`);
  }
}
