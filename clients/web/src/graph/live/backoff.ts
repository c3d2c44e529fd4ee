const firstMs = 500;
const longestMs = 20_000;

/** Full jitter: anything up to 0.5 s · 2ⁿ, never above 20 s, so that many clients do not come back in one wave. */
export function backoffDelay(attempt: number, random: () => number): number {
  return random() * Math.min(longestMs, firstMs * 2 ** attempt);
}
