import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { BreakerState } from './breaker.ts';
import type { UnansweredReason } from './transport.ts';

/** What is counted of the way to one subgraph. */
export interface SubgraphCounts {
  /** A request left for the subgraph; the returned function is told when it is over. */
  sent(): (failure: UnansweredReason | null) => void;
  /** A request was answered with nothing, whether or not it was sent. */
  unanswered(reason: UnansweredReason): void;
  retried(): void;
  shared(): void;
  breaker(state: BreakerState): void;
  multiplexed(open: boolean): void;
}

export type CountSubgraph = (subgraph: string) => SubgraphCounts;

/** Registers the figures of all ways to subgraphs, each with the subgraph's name. */
export function countSubgraphs(registry: Registry): CountSubgraph {
  const labelNames = ['subgraph'] as const;
  const registers = [registry];
  const calls = new Counter({
    name: 'gateway_subgraph_calls_total',
    help: 'Requests sent to a subgraph, retries and probes included',
    labelNames,
    registers,
  });
  const failures = new Counter({
    name: 'gateway_subgraph_failures_total',
    help: 'Requests sent to a subgraph that were not answered, by reason',
    labelNames: ['subgraph', 'reason'],
    registers,
  });
  const missing = new Counter({
    name: 'gateway_subgraph_unanswered_total',
    help: 'Parts of answers that were left out, by reason; open and full were not even sent',
    labelNames: ['subgraph', 'reason'],
    registers,
  });
  const retries = new Counter({
    name: 'gateway_subgraph_retries_total',
    help: 'Queries that were sent again',
    labelNames,
    registers,
  });
  const shared = new Counter({
    name: 'gateway_subgraph_shared_total',
    help: 'Queries that were not sent because the same one was under way',
    labelNames,
    registers,
  });
  const breaker = new Gauge({
    name: 'gateway_subgraph_breaker_state',
    help: '0 closed, 1 half open, 2 open',
    labelNames,
    registers,
  });
  const opened = new Counter({
    name: 'gateway_subgraph_breaker_opened_total',
    help: 'How often the breaker opened after it was closed',
    labelNames,
    registers,
  });
  const waiting = new Map<string, { count: number }>();
  new Gauge({
    name: 'gateway_subgraph_in_flight',
    help: 'Requests that wait for a subgraph',
    labelNames,
    registers,
    collect() {
      for (const [subgraph, { count }] of waiting) this.set({ subgraph }, count);
    },
  });
  const multiplexed = new Gauge({
    name: 'gateway_subgraph_multiplexed',
    help: '1 while one connection carries the requests, 0 while they go by HTTP',
    labelNames,
    registers,
  });
  const seconds = new Histogram({
    name: 'gateway_subgraph_seconds',
    help: 'How long a subgraph took to answer',
    labelNames,
    registers,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5],
  });

  return (subgraph) => {
    const label = { subgraph };
    let state: BreakerState = 0;
    const own = {
      calls: calls.labels(label),
      shared: shared.labels(label),
      seconds: seconds.labels(label),
      waiting: waiting.get(subgraph) ?? { count: 0 },
    };
    waiting.set(subgraph, own.waiting);
    breaker.set(label, 0);
    multiplexed.set(label, 0);
    opened.inc(label, 0);
    retries.inc(label, 0);
    own.shared.inc(0);
    return {
      sent() {
        const startedAt = performance.now();
        own.calls.inc();
        own.waiting.count++;
        return (failure) => {
          own.waiting.count--;
          if (failure) failures.inc({ subgraph, reason: failure });
          else own.seconds.observe((performance.now() - startedAt) / 1_000);
        };
      },
      unanswered: (reason) => missing.inc({ subgraph, reason }),
      retried: () => retries.inc(label),
      shared: () => own.shared.inc(),
      breaker(now) {
        if (state === 0 && now === 2) opened.inc(label);
        state = now;
        breaker.set(label, now);
      },
      multiplexed: (open) => multiplexed.set(label, open ? 1 : 0),
    };
  };
}
