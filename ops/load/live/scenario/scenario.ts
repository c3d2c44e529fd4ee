import type { Outcome } from '../report.ts';

/** How a run is asked for. */
export interface Asked {
  /** Short and small: shows that it works, judges no goal. */
  readonly quick: boolean;
  readonly rounds: number | null;
  readonly seconds: number | null;
  readonly clients: number | null;
  readonly rate: number | null;
  /** Servers to compare; all where null. */
  readonly servers: readonly string[] | null;
  /** Folder for CPU profiles. */
  readonly profile: string | undefined;
}

export interface Scenario {
  /** Ids of the goals it judges. */
  readonly ids: readonly string[];
  run(asked: Asked): Promise<Outcome>;
}
