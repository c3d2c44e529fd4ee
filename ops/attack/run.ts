import { Breach } from '../conformance/case.ts';
import { type Attack, controlMs, type WorldName } from './attack.ts';
import { TooSlow } from './cases/expect.ts';
import { createHeard } from './client/heard.ts';
import { openRaid } from './client/raid.ts';
import { type Health, startWatcher, type Watcher } from './health.ts';
import { findLeaks } from './leak.ts';
import type { Target } from './world/target.ts';

export interface Verdict {
  readonly attack: Attack;
  readonly world: Target['world'];
  readonly outcome: 'passed' | 'failed' | 'n/a';
  /** What came, or what was wrong. */
  readonly came: string;
  /** Attempts of all tries. */
  readonly attempts: number;
  /** Null where the target was not watched. */
  readonly health: Health | null;
}

export interface RunOptions {
  /** Whether slowness fails an attack. */
  readonly timed: boolean;
  readonly tell?: (verdict: Verdict) => void;
}

const most = { controlMs, loopMs: 200 };

/** Whether it is tried in that world. */
export const isFor = ({ worlds = ['made-up'] }: Attack, world: WorldName): boolean => worlds.includes(world);

interface Tried {
  readonly came: string;
  readonly attempts: number;
  readonly faults: readonly string[];
  /** What was right and late. */
  readonly late: readonly string[];
}

/** Tries it, and looks for leaks in all that was heard. */
async function attempt(attack: Attack, target: Target): Promise<Tried> {
  const heard = createHeard();
  const faults: string[] = [];
  const late: string[] = [];
  let came = '';
  let attempts = 0;
  for (let time = 0; time < (attack.times ?? 1) && faults.length + late.length === 0; time++) {
    using raid = openRaid(target, heard);
    try {
      came = await attack.run(raid);
    } catch (error) {
      const isBreach = error instanceof Breach;
      (error instanceof TooSlow ? late : faults).push(
        isBreach ? error.message : `the attack itself failed: ${(error as Error).stack ?? error}`,
      );
    }
    attempts += Math.max(1, raid.attempts);
  }
  for (const { what, excerpt } of findLeaks(heard.texts, target.secretNames)) faults.push(`heard ${what}: ${excerpt}`);
  return { came, attempts, faults, late };
}

/** What an attack did to everybody else. */
function ailments(attack: Attack, attempts: number, health: Health): string[] {
  const faults: string[] = [];
  if (health.controlMs >= most.controlMs) faults.push(`the control query took ${health.controlMs.toFixed(0)} ms`);
  if (health.controlFailed > 0) faults.push(`${health.controlFailed} of ${health.controlAsked} control queries failed`);
  if (health.loopMs !== null && health.loopMs >= most.loopMs)
    faults.push(`the event loop stood still for ${health.loopMs.toFixed(0)} ms`);
  const each = health.cpuMs === null ? null : health.cpuMs / attempts;
  if (attack.cpuMs !== undefined && each !== null && each > attack.cpuMs)
    faults.push(`one attempt cost ${each.toFixed(1)} ms of CPU`);
  return faults;
}

function judge(attack: Attack, target: Target, tried: Tried, health: Health | null): Verdict {
  const faults = [...tried.faults, ...tried.late, ...(health ? ailments(attack, tried.attempts, health) : [])];
  const came = faults.length > 0 ? faults.join('; ') : tried.came;
  const outcome = faults.length > 0 ? 'failed' : 'passed';
  return { attack, world: target.world, outcome, came, attempts: tried.attempts, health };
}

/**
 * Tries attacks at one target: first those that take long, together, then the others one by one; all at the same time where nothing is timed. Resolves with
 * a verdict on each, in their order. What was slow and nothing else is tried up to three times: the machine may have been, a target that is slow stays so.
 */
export async function runAttacks(
  target: Target,
  attacks: readonly Attack[],
  { timed, tell = () => {} }: RunOptions,
): Promise<Verdict[]> {
  const verdicts = new Map<Attack, Verdict>();
  const put = (verdict: Verdict) => {
    verdicts.set(verdict.attack, verdict);
    tell(verdict);
  };
  const possible = attacks.filter((attack) => {
    const why = isFor(attack, target.world) ? (attack.cannot?.(target) ?? null) : 'it needs a graph made up for it';
    if (why !== null) put({ attack, world: target.world, outcome: 'n/a', came: why, attempts: 0, health: null });
    return why === null;
  });
  await using watcher: Watcher | null = timed && possible.length > 0 ? await startWatcher(target) : null;

  async function together(chosen: readonly Attack[], again = timed ? 2 : 0): Promise<void> {
    if (chosen.length === 0) return;
    const watch = chosen.some(({ untimed }) => untimed) ? null : await watcher?.begin();
    const tried = await Promise.all(chosen.map((attack) => attempt(attack, target)));
    const health = (await watch?.end()) ?? null;
    const judged = chosen.map((attack, at) => judge(attack, target, tried[at]!, health));
    const slowAlone = judged.some(({ outcome }, at) => outcome === 'failed' && tried[at]!.faults.length === 0);
    if (slowAlone && again > 0) return together(chosen, again - 1);
    for (const verdict of judged) put(verdict);
  }

  async function inTurn(chosen: readonly Attack[]): Promise<void> {
    for (const attack of chosen) await together([attack]);
  }

  const long = together(possible.filter(({ slow }) => slow));
  if (timed) await long;
  await Promise.all([long, inTurn(possible.filter(({ slow }) => !slow))]);
  return attacks.map((attack) => verdicts.get(attack)!);
}
