import { Counter, Gauge, type Registry } from 'prom-client';
import type { Verdict } from './instrument-book.ts';
import type { Fault } from './tick.ts';

/** What ingest counts. */
export interface IngestMetrics {
  readonly ticks: Counter<'verdict'>;
  readonly quarantined: Counter<'fault'>;
  readonly published: Counter;
  readonly instruments: Gauge;
  readonly watched: Gauge;
  readonly leading: Gauge;
  readonly flushFailures: Counter;
}

export type TickVerdict = Exclude<Verdict, 'implausible'>;
export type QuarantineFault = Fault;

export function ingestMetrics(registry: Registry): IngestMetrics {
  const registers = [registry];
  return {
    ticks: new Counter({
      name: 'market_ticks_total',
      help: 'Valid ticks by verdict',
      labelNames: ['verdict'],
      registers,
    }),
    quarantined: new Counter({
      name: 'market_quarantined_total',
      help: 'Messages of the feed that were set aside, by fault',
      labelNames: ['fault'],
      registers,
    }),
    published: new Counter({ name: 'market_quotes_published_total', help: 'Quotes told to readers', registers }),
    instruments: new Gauge({ name: 'market_instruments', help: 'Instruments with a price here', registers }),
    watched: new Gauge({ name: 'market_watched_instruments', help: 'Instruments someone reads live', registers }),
    leading: new Gauge({ name: 'market_ingest_leading', help: '1 while this process publishes', registers }),
    flushFailures: new Counter({
      name: 'market_flush_failures_total',
      help: 'Times that quotes could not be told to Redis',
      registers,
    }),
  };
}
