import type { Verdict } from '../verdict.ts';
import { named } from './judge.ts';

/** Does the same to a gateway that asks over one connection and to one that asks by HTTP. */
export async function overBoth(
  verdict: Verdict,
  run: (transport: { readonly multiplex: boolean }, verdict: Verdict) => Promise<void>,
): Promise<void> {
  await run({ multiplex: true }, named('multiplexed', verdict));
  await run({ multiplex: false }, named('HTTP', verdict));
}
