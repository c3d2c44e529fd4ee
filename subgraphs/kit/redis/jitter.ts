/** How long to wait before try number `attempt` (from 1): anywhere up to `baseMs` · 2^(attempt − 1), never above `capMs`. */
export function fullJitter(attempt: number, baseMs: number, capMs: number, random: () => number = Math.random): number {
  return Math.ceil(random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30)));
}
