import type { Verdict } from './verdict.ts';
import type { World, WorldNeeds } from './world/world.ts';

/** One bad day, done to real processes. */
export interface Fault {
  readonly id: string;
  /** What happens, and what must be so. */
  readonly sentence: string;
  /** What the world must have for it; a world without these where left out. */
  readonly needs?: WorldNeeds;
  /** Does it and measures. The world is settled before; whatever is broken here is whole again when this resolves. */
  run(world: World, verdict: Verdict): Promise<void>;
}

/** One bad day that needs no product: it starts what it breaks, processes too, and ends it. */
export interface LoneFault {
  readonly id: string;
  readonly sentence: string;
  alone(verdict: Verdict): Promise<void>;
}
