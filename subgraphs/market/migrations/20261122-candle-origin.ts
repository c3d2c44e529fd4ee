import { Migration } from '@mikro-orm/migrations';

export class CandleOrigin extends Migration {
  override up(): void {
    this.addSql(`set local lock_timeout = '5s'`);
    this.addSql(`
      create table candle_origin (
        one boolean primary key default true check (one),
        identity text not null
      )`);
    this.addSql(`comment on table candle_origin is 'Whose history the kept candles are'`);
  }

  override down(): void {
    this.addSql('drop table candle_origin');
  }
}
