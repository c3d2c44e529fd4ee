import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attacks } from '../attack/attacks.ts';
import { lineOf } from '../attack/report.ts';
import { runAttacks, type Verdict } from '../attack/run.ts';
import { type StartedTarget, startLibrary } from '../attack/world/start.ts';

const open: readonly string[] = ['A7', 'B14', 'B15', 'B16', 'B17', 'B18', 'G2', 'G14'];
const isOpen = (id: string): boolean => open.includes(id) || /^(E|G10|G11b|H)/.test(id);

const tried = attacks.filter(({ id }) => !isOpen(id));

describe('a stranger at the gateway over a library', () => {
  let started: StartedTarget;
  const verdicts = new Map<string, Verdict>();

  beforeAll(async () => {
    started = await startLibrary({ target: 'lz', safelist: false, patient: true });
    for (const verdict of await runAttacks(started.target, tried, { timed: false }))
      verdicts.set(verdict.attack.id, verdict);
  }, 240_000);

  afterAll(async () => {
    await started?.[Symbol.asyncDispose]();
  }, 30_000);

  it.each(tried.map((attack) => [attack.id, attack.sentence]))('%s: %s', (id) => {
    const verdict = verdicts.get(id)!;
    expect([verdict.outcome, verdict.outcome === 'passed' ? '' : lineOf(verdict)]).toEqual(['passed', '']);
  });
});
