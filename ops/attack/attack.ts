import type { Raid } from './client/raid.ts';
import type { Target } from './world/target.ts';

/** The graph an attack needs: the product's own, or the made-up one where the product lacks what is attacked. */
export type WorldName = 'product' | 'made-up';

/** One way to harm the graph or the people who use it. */
export interface Attack {
  /** Group and number, for example `B10`. */
  readonly id: string;
  /** What is sent and what must become of it. */
  readonly sentence: string;
  /** Worlds it is tried in; the made-up one alone where left out. Peers are tried in the made-up one alone. */
  readonly worlds?: readonly WorldName[];
  /** Waits for seconds and uses next to nothing meanwhile: tried at the same time as the others of its kind. */
  readonly slow?: boolean;
  /** Starts processes of its own, so that slowness is no sign of the target's. */
  readonly untimed?: boolean;
  /** How often it is tried, so that its CPU can be told; once where left out. */
  readonly times?: number;
  /** Milliseconds of CPU that one attempt may cost the target; unbounded where left out. A try is one attempt unless it counts several (`Raid.attempt`). */
  readonly cpuMs?: number;
  /** Why it cannot be tried at a target; null where it can. */
  cannot?(target: Target): string | null;
  /** Resolves with what came where the attack was warded off; rejects with a `Breach` where it was not. */
  run(raid: Raid): Promise<string>;
}

/** Milliseconds of CPU that a refusal may cost. */
export const refusalCpuMs = 20;
/** Milliseconds in which the control query is answered, whatever goes on. */
export const controlMs = 250;
