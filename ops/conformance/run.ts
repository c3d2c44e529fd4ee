import { Breach, type Case, Untried, within } from './case.ts';
import { cases } from './cases.ts';
import { excerpt } from './message.ts';
import type { Server } from './server.ts';
import { openVisit } from './visit.ts';

export interface Verdict {
  readonly id: string;
  readonly level: Case['level'];
  readonly outcome: 'ok' | 'fail' | 'skip';
  readonly rule: string;
  readonly came: string;
}

const atOnce = 12;

/**
 * Tries every case whose id begins with one of `only` (all where left out) on sockets of its own, several at a time. Resolves with the verdicts in the
 * order of the cases; a fault of the suite itself is told as a failure.
 */
export async function runConformance(
  server: Server,
  only: readonly string[] = [],
  tell: (verdict: Verdict) => void = () => {},
): Promise<Verdict[]> {
  const chosen = cases.filter(({ id }) => only.length === 0 || only.some((prefix) => id.startsWith(prefix)));
  const verdicts: Verdict[] = [];
  let next = 0;
  let told = 0;
  const lane = async () => {
    for (let at = next++; at < chosen.length; at = next++) {
      verdicts[at] = await judge(chosen[at]!, server);
      for (; verdicts[told]; told++) tell(verdicts[told]!);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return verdicts;
}

const missing = {
  subscription: 'no subscription is known: name one by --subscription',
  endingSubscription: 'no subscription that ends is known: name one by --ending-subscription',
  mutation: 'no mutation is known: name one by --mutation',
  slow: 'takes minutes: ask for it by --slow',
} as const;

async function judge(one: Case, server: Server): Promise<Verdict> {
  const { id, level, rule, needs } = one;
  const verdict = (outcome: Verdict['outcome'], came: string): Verdict => ({ id, level, outcome, rule, came });
  if (needs && !server[needs]) return verdict('skip', missing[needs]);
  using visit = openVisit(server);
  const deadline = server.patience * 6 + server.initTimeout + (needs === 'slow' ? server.halfOpen : 0);
  try {
    return verdict('ok', excerpt(await within(deadline, 'the case to end', one.run(visit)), 160));
  } catch (error) {
    if (error instanceof Untried) return verdict('skip', error.message);
    return verdict(
      'fail',
      error instanceof Breach ? error.message : `the case itself failed: ${(error as Error).stack}`,
    );
  }
}

export const lineOf = ({ outcome, id, rule, level, came }: Verdict): string =>
  `${outcome.padEnd(4)} ${id} ${level === 'SHOULD' ? '[SHOULD] ' : ''}${rule} (${came})`;

/** The report's last line. */
export function summaryOf(verdicts: readonly Verdict[]): string {
  const count = (outcome: Verdict['outcome']) => verdicts.filter((verdict) => verdict.outcome === outcome).length;
  return `conformance: ${count('ok')} passed, ${count('fail')} failed, ${count('skip')} skipped`;
}

/** Whether a rule is broken that clients rely on. */
export const isBroken = (verdicts: readonly Verdict[]): boolean =>
  verdicts.some(({ outcome, level }) => outcome === 'fail' && level === 'MUST');
