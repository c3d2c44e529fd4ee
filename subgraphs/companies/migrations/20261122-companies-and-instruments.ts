import { outboxTables } from '@lzstock/kit/events/tables';
import { Migration } from '@mikro-orm/migrations';

export class CompaniesAndInstruments extends Migration {
  override up(): void {
    this.addSql(`set local lock_timeout = '5s'`);
    this.addSql(`
      create table company (
        cik char(10) primary key check (cik ~ '^[0-9]{10}$'),
        name text,
        sic varchar(4),
        industry text,
        fiscal_year_end char(5),
        website text
      )`);
    this.addSql(`
      create table instrument (
        id integer generated always as identity primary key,
        symbol varchar(15) not null unique check (symbol ~ '^[A-Z0-9]{1,10}([.][A-Z0-9]{1,4})?$'),
        name text,
        exchange varchar(20),
        kind varchar(30),
        currency char(3),
        active boolean,
        cik char(10) references company,
        former_symbols text[] not null default '{}',
        also_known_as text,
        prominence integer,
        changed_at timestamptz not null default clock_timestamp()
      )`);
    this.addSql('create index instrument_cik on instrument (cik)');
    this.addSql('create index instrument_former_symbols on instrument using gin (former_symbols)');
    this.addSql('create index instrument_changed_at on instrument (changed_at)');
    this.addSql('create index instrument_symbol_start on instrument (symbol text_pattern_ops)');
    this.addSql('create index instrument_name_start on instrument (lower(name) text_pattern_ops)');
    this.addSql(
      'create table snapshot_loaded (version text primary key, loaded_at timestamptz not null default now())',
    );
    for (const statement of outboxTables) this.addSql(statement);
  }

  override down(): void {
    this.addSql('drop table outbox, outbox_state');
    this.addSql('drop function outbox_place');
    this.addSql('drop table snapshot_loaded');
    this.addSql('drop table instrument');
    this.addSql('drop table company');
  }
}
