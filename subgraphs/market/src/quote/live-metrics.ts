import { Gauge, type Registry } from 'prom-client';
import type { QuoteHub } from './quote-hub.ts';

/** What is read live now; all zero when every reader has left. */
export function liveMetrics(registry: Registry, hub: QuoteHub): void {
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  gauge('market_live_readers', 'Readers of live symbols', () => hub.readers);
  gauge('market_live_symbols', 'Symbols read live', () => hub.symbols);
  gauge('market_tick_channels', 'Tick channels listened to', () => hub.channels);
}
