import { Counter, type Registry } from 'prom-client';

/** Counts the operations whose plan was left to Apollo's executor, one with each call. */
export function countFallbacks(metrics: Registry): () => void {
  const fallbacks = new Counter({
    name: 'gateway_plan_fallback_total',
    help: "Operations whose plan was left to Apollo's executor",
    registers: [metrics],
  });
  return () => fallbacks.inc();
}
