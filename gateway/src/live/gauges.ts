import { Counter, Gauge, type Registry } from 'prom-client';

/** What is open right now. Everything returns to zero when the last client has left. */
export interface OpenNow {
  readonly sockets: number;
  readonly subscriptions: number;
  /** Completed element streams. */
  readonly streams: number;
  /** Subscriptions to subgraphs. */
  readonly upstreams: number;
  /** Sockets to subgraphs. */
  readonly connections: number;
}

/** What has happened since the start. */
export interface Counted {
  /** Events completed, each once for all its readers. */
  executed: number;
  /** `next` messages handed to sockets. */
  delivered: number;
  /** Values replaced unread by newer ones, counted when the newer one is written. */
  conflated: number;
  /** Bytes of frames handed to sockets. */
  bytes: number;
  /** Closes by this side, by code. */
  readonly closes: Map<number, number>;
}

export const createCounted = (): Counted => ({ executed: 0, delivered: 0, conflated: 0, bytes: 0, closes: new Map() });

/** Registers the figures under `live_…`; they are read when somebody scrapes. */
export function registerGauges(registry: Registry, open: OpenNow, counted: Counted): void {
  const registers = [registry];
  const gauge = (name: keyof OpenNow, help: string) =>
    new Gauge({
      name: `live_${name}`,
      help,
      registers,
      collect() {
        this.set(open[name]);
      },
    });
  gauge('sockets', 'Open client sockets');
  gauge('subscriptions', 'Running subscriptions of clients');
  gauge('streams', 'Element streams that are completed for somebody');
  gauge('upstreams', 'Open subscriptions to subgraphs');
  gauge('connections', 'Open or sought sockets to subgraphs');

  const counter = (name: 'executed' | 'delivered' | 'conflated' | 'bytes', help: string) =>
    new Counter({
      name: `live_${name}_total`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(counted[name]);
      },
    });
  counter('executed', 'Events completed, each once for all its readers');
  counter('delivered', 'Messages with a value handed to client sockets');
  counter('conflated', 'Values replaced by newer ones before their reader took them');
  counter('bytes', 'Bytes of frames handed to client sockets');
  new Counter({
    name: 'live_closes_total',
    help: 'Client sockets closed by the gateway',
    labelNames: ['code'],
    registers,
    collect() {
      this.reset();
      for (const [code, count] of counted.closes) this.inc({ code: String(code) }, count);
    },
  });
}
