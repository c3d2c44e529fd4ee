import { numberOf } from './attacks.ts';
import type { Verdict } from './run.ts';

const figure = (value: number | null, unit: string): string | null =>
  value === null ? null : `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ${unit}`;

/** `PASS A1  made-up  413 BAD_INPUT · control 12 ms · loop 3.1 ms · 2.0 ms CPU`. */
export function lineOf({ attack, world, outcome, came, attempts, health }: Verdict): string {
  const mark = { passed: 'PASS', failed: 'FAIL', 'n/a': 'N/A ' }[outcome];
  const figures = [
    health && `control ${figure(health.controlMs, 'ms')}`,
    health && health.loopMs !== null && `loop ${figure(health.loopMs, 'ms')}`,
    health && health.cpuMs !== null && !attack.slow && `${figure(health.cpuMs / attempts, 'ms')} CPU`,
  ];
  return `${mark} ${attack.id.padEnd(4)} ${world.padEnd(7)}  ${[came.slice(0, 300), ...figures].filter(Boolean).join(' · ')}`;
}

/** Attacks of the table by what became of them: failed where one part or one world failed. */
export function countOf(verdicts: readonly Verdict[]): Readonly<Record<Verdict['outcome'], number>> {
  const worst = new Map<string, Verdict['outcome']>();
  for (const { attack, outcome } of verdicts) {
    const number = numberOf(attack.id);
    const before = worst.get(number);
    if (before !== 'failed' && !(before === 'passed' && outcome === 'n/a')) worst.set(number, outcome);
  }
  const count = { passed: 0, failed: 0, 'n/a': 0 };
  for (const outcome of worst.values()) count[outcome]++;
  return count;
}

/** The last line of a report. */
export function summaryOf(verdicts: readonly Verdict[]): string {
  const { passed, failed, 'n/a': missing } = countOf(verdicts);
  return `attack: ${passed} passed, ${failed} failed${missing > 0 ? `, ${missing} n/a` : ''}`;
}
