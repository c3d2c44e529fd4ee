/** What was lost before a value, as the value itself says. */
export interface Gap {
  readonly from: number | null;
  readonly to: number | null;
  readonly reason: string;
}

/** Two values of one symbol that came one after the other on one connection, with a hole between their numbers. */
export interface Hole {
  readonly symbol: string;
  readonly epoch: string;
  readonly seq: number;
  readonly nextEpoch: string;
  readonly nextSeq: number;
  /** What the second of them announces. */
  readonly gap: Gap | null;
}

export interface Judged {
  /** Numbers of the hole that reached the gateway and gave way to newer ones there or before. */
  readonly conflated: number;
  /** Numbers that were lost on the way to the gateway. A new epoch counts as one, since nobody knows how many. */
  readonly lost: number;
  /** The second value says so. */
  readonly announced: boolean;
}

/** Tells what left a hole; `isLost` knows which values never reached the gateway. */
export function judgeHole(hole: Hole, isLost: (symbol: string, epoch: string, seq: number) => boolean): Judged {
  const { symbol, epoch, gap } = hole;
  if (epoch !== hole.nextEpoch) return { conflated: 0, lost: 1, announced: gap !== null };
  let lost = 0;
  let covered = 0;
  for (let seq = hole.seq + 1; seq < hole.nextSeq; seq++) {
    if (!isLost(symbol, epoch, seq)) continue;
    lost++;
    if (gap && (gap.from === null || gap.to === null || (gap.from <= seq && seq <= gap.to))) covered++;
  }
  return { conflated: hole.nextSeq - hole.seq - 1 - lost, lost, announced: covered === lost };
}

/** The way to somewhere was bad for this time; milliseconds since 1970. */
export interface Cut {
  readonly way: string;
  readonly from: number;
  readonly to: number;
}

/** Whether a value that was told at `at` and never arrived was lost to one of the cuts, which end a while after they are mended. */
export const duringCut = (cuts: readonly Cut[], at: number, settleMs: number): boolean =>
  cuts.some(({ from, to }) => at >= from - settleMs / 10 && at <= to + settleMs);
