import type { Verdict } from './run.ts';

const figure = (value: number | null, unit: string): string | null =>
  value === null ? null : `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ${unit}`;

/** `PASS A1  made-up  413 BAD_INPUT · control 12 ms · loop 3.1 ms · 2.0 ms CPU`. */
export function lineOf({ attack, world, outcome, came, health }: Verdict): string {
  const mark = { passed: 'PASS', failed: 'FAIL', 'n/a': 'N/A ' }[outcome];
  const figures = [
    health && `control ${figure(health.controlMs, 'ms')}`,
    health && health.loopMs !== null && `loop ${figure(health.loopMs, 'ms')}`,
    health && health.cpuMs !== null && !attack.slow && `${figure(health.cpuMs / (attack.times ?? 1), 'ms')} CPU`,
  ];
  return `${mark} ${attack.id.padEnd(4)} ${world.padEnd(7)}  ${[came.slice(0, 300), ...figures].filter(Boolean).join(' · ')}`;
}

export const countOf = (verdicts: readonly Verdict[], outcome: Verdict['outcome']): number =>
  verdicts.filter((verdict) => verdict.outcome === outcome).length;

/** The last line of a report. */
export function summaryOf(verdicts: readonly Verdict[]): string {
  const missing = countOf(verdicts, 'n/a');
  return `attack: ${countOf(verdicts, 'passed')} passed, ${countOf(verdicts, 'failed')} failed${missing > 0 ? `, ${missing} n/a` : ''}`;
}
