import type { EntityManager } from '@mikro-orm/postgresql';
import type { FeedInterval } from '../feed/feed.ts';
import type { Candle } from './candle.ts';

/** A span of time in milliseconds, its end exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Candles of one instrument, and the span in which there are no others. */
export interface KeptCandles extends Span {
  readonly symbol: string;
  readonly candles: readonly Candle[];
}

interface Row {
  readonly symbol: string;
  readonly at: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly simulated: boolean;
}

const tables = { MINUTE: 'candle_minute', DAY: 'candle_day' } as const;
/** Rows of one statement at most. */
const batch = 2_000;

const plain = (kept: FeedInterval): string => `
  select open_time, open, high, low, close, volume, simulated from ${tables[kept]} as candle
  where candle.symbol = wanted.symbol and open_time >= to_timestamp(?) and open_time < to_timestamp(?)
  order by open_time desc limit ?`;

const rolling = (kept: FeedInterval): string => `
  select date_bin(?::interval, candle.open_time, to_timestamp(0)) as open_time,
    (array_agg(open order by candle.open_time))[1] as open, max(high) as high, min(low) as low,
    (array_agg(close order by candle.open_time desc))[1] as close, sum(volume) as volume, bool_or(simulated) as simulated
  from ${tables[kept]} as candle
  where candle.symbol = wanted.symbol and candle.open_time >= to_timestamp(?) and candle.open_time < to_timestamp(?)
  group by 1 order by 1 desc limit ?`;

const list = (values: readonly (string | number | bigint | boolean)[]): string => `{${values.join(',')}}`;
const chunks = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / batch) }, (_, i) => all.slice(i * batch, (i + 1) * batch));

/** The candles that are kept in the database. Every call is one statement, except `keep`, which is one for each 2,000 candles and one for the spans. */
export class CandleStore {
  readonly #fork: () => EntityManager;
  #revision = 0;

  constructor(fork: () => EntityManager) {
    this.#fork = fork;
  }

  /** For each symbol the span that is kept without holes. */
  async spans(kept: FeedInterval, symbols: readonly string[]): Promise<Map<string, Span>> {
    const rows = await this.#fork().execute<{ symbol: string; start: string; stop: string }[]>(
      `select symbol, (extract(epoch from covered_from) * 1000)::bigint as start, (extract(epoch from covered_to) * 1000)::bigint as stop
        from candle_span where kept = ? and symbol = any(?::text[])`,
      [kept, list(symbols)],
    );
    return new Map(rows.map(({ symbol, start, stop }) => [symbol, { from: Number(start), to: Number(stop) }]));
  }

  /** For each symbol its `most` newest candles of `lengthMs` that open within the span, oldest first, rolled up from kept ones where those are shorter. */
  async newest(
    kept: FeedInterval,
    symbols: readonly string[],
    span: Span,
    most: number,
    lengthMs: number | null,
  ): Promise<Map<string, Candle[]>> {
    const rolled = lengthMs === null ? null : `${lengthMs / 1000} seconds`;
    const rows = await this.#fork().execute<Row[]>(
      `select wanted.symbol, (extract(epoch from open_time) * 1000)::bigint as at, open, high, low, close, volume, simulated
        from unnest(?::text[]) as wanted (symbol) cross join lateral (${rolled ? rolling(kept) : plain(kept)}) as newest
        order by open_time`,
      [...(rolled ? [list(symbols), rolled] : [list(symbols)]), span.from / 1000, span.to / 1000, most],
    );
    const found = new Map<string, Candle[]>();
    for (const row of rows) {
      const candles = found.get(row.symbol) ?? [];
      found.set(row.symbol, candles);
      candles.push({
        openTime: Number(row.at),
        open: BigInt(row.open),
        high: BigInt(row.high),
        low: BigInt(row.low),
        close: BigInt(row.close),
        volume: BigInt(row.volume),
        simulated: row.simulated,
      });
    }
    return found;
  }

  /** Keeps candles over older ones, and notes their spans where they touch what is kept or nothing is. All or nothing. */
  async keep(kept: FeedInterval, all: readonly KeptCandles[], now: number): Promise<void> {
    this.#revision = Math.max(this.#revision + 1, now * 1000);
    const revision = this.#revision;
    const rows = all
      .flatMap(({ symbol, candles }) => candles.map((candle) => ({ symbol, ...candle })))
      .sort((a, b) => (a.symbol === b.symbol ? a.openTime - b.openTime : a.symbol < b.symbol ? -1 : 1));
    const spans = [...all].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
    await this.#fork().transactional(async (em) => {
      for (const part of chunks(rows)) {
        const column = (of: (row: (typeof part)[number]) => string | number | bigint | boolean): string =>
          list(part.map(of));
        await em.execute(
          `insert into ${tables[kept]} as candle (symbol, open_time, open, high, low, close, volume, simulated, revision)
            select symbol, to_timestamp(at / 1000.0), open, high, low, close, volume, simulated, ?::bigint
            from unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::boolean[])
              as row (symbol, at, open, high, low, close, volume, simulated)
            on conflict (symbol, open_time) do update set open = excluded.open, high = excluded.high, low = excluded.low,
              close = excluded.close, volume = excluded.volume, simulated = excluded.simulated, revision = excluded.revision
            where excluded.revision >= candle.revision`,
          [
            revision,
            column((row) => row.symbol),
            column((row) => row.openTime),
            column((row) => row.open),
            column((row) => row.high),
            column((row) => row.low),
            column((row) => row.close),
            column((row) => row.volume),
            column((row) => row.simulated),
          ],
        );
      }
      await em.execute(
        `insert into candle_span as span (kept, symbol, covered_from, covered_to)
          select ?, symbol, to_timestamp(start / 1000.0), to_timestamp(stop / 1000.0)
          from unnest(?::text[], ?::bigint[], ?::bigint[]) as row (symbol, start, stop)
          on conflict (kept, symbol) do update set covered_from = least(span.covered_from, excluded.covered_from),
            covered_to = greatest(span.covered_to, excluded.covered_to)
          where span.covered_from <= excluded.covered_to and span.covered_to >= excluded.covered_from`,
        [
          kept,
          list(spans.map(({ symbol }) => symbol)),
          list(spans.map(({ from }) => from)),
          list(spans.map(({ to }) => to)),
        ],
      );
    });
  }
}
