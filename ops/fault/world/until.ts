import { setTimeout as sleep } from 'node:timers/promises';

/** Looks every 10 ms until `met`; false where that takes longer than `ms`. */
export async function until(met: () => boolean | Promise<boolean>, ms: number): Promise<boolean> {
  for (const end = performance.now() + ms; ; await sleep(10)) {
    if (await met()) return true;
    if (performance.now() > end) return false;
  }
}
