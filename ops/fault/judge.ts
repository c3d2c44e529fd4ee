import type { SubgraphName } from '@lzstock/schema/subgraphs';
import type { Verdict } from './verdict.ts';
import { gaps, quantile } from './world/history.ts';
import { failed, without } from './world/queries.ts';
import type { World } from './world/world.ts';

/** No reader's connection was cut, none saw a quote twice or behind a newer one. */
export function judgeReaders({ history }: World, verdict: Verdict): void {
  verdict.exactly('sockets cut', history.closes.length, 0);
  judgeOrder(history, verdict);
}

export function judgeOrder({ twice, backwards, ends }: World['history'], verdict: Verdict): void {
  verdict.exactly('quotes twice', twice, 0);
  verdict.exactly('quotes backwards', backwards, 0);
  verdict.exactly('subscriptions ended', ends.length, 0);
}

/** No query failed; those that need nothing of `away` were answered whole. */
export function judgeQueries({ queries: { asked } }: World, verdict: Verdict, away?: SubgraphName): void {
  const unaffected = away ? without(asked, away) : asked;
  const whole = unaffected.filter(({ outcome }) => outcome === 'whole').length;
  verdict.note('queries', asked.length);
  verdict.exactly('failed', failed(asked).length, 0);
  verdict.least(away ? `whole without ${away}` : 'whole', (100 * whole) / unaffected.length, 99.9, '%');
}

/** Waits of every reader of every symbol, ascending. */
export function judgeWaits(name: string, waits: readonly number[], limitMs: number, verdict: Verdict): void {
  verdict.note(`${name}, half`, quantile(waits, 0.5), 'ms');
  verdict.most(`${name}, all`, waits.at(-1) ?? Number.NaN, limitMs, 'ms');
}

/** Every reader of every symbol was told of one gap. */
export function judgeOneGap({ history, reads }: World, verdict: Verdict): void {
  const counts = [...gaps(history.heard).values()];
  verdict.exactly('told of a gap', counts.length, reads);
  verdict.most('gaps of one reader and symbol', Math.max(0, ...counts), 1);
}
