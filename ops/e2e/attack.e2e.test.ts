import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attacks } from '../attack/attacks.ts';
import { lineOf } from '../attack/report.ts';
import { isFor, runAttacks, type Verdict } from '../attack/run.ts';
import { type StartedTarget, startLibrary } from '../attack/world/start.ts';

const tried = attacks.filter((attack) => isFor(attack, 'made-up'));

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
