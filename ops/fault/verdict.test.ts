import { describe, expect, it } from '@jest/globals';
import { createVerdict, figureText, sumUp, written } from './verdict.ts';

describe('a verdict', () => {
  it('passes where every goal is met, and names each that is not', () => {
    const verdict = createVerdict();
    verdict.most('live again', 1_840, 3_000, 'ms');
    verdict.exactly('dropped', 0, 0);
    verdict.note('asked', 210);
    expect(verdict.passed).toBe(true);
    verdict.least('answered', 99.5, 99.9, '%');
    expect(verdict.passed).toBe(false);
    expect(verdict.figures.map(figureText)).toEqual([
      'live again 1.8 s (≤ 3.0 s)',
      'dropped 0 (0)',
      'asked 210',
      '✗ answered 99.50 % (≥ 99.90 %)',
    ]);
  });

  it('never passes what never happened or is not known', () => {
    const verdict = createVerdict();
    verdict.most('live again', Number.POSITIVE_INFINITY, 3_000, 'ms');
    verdict.most('exit', Number.NaN, 15_000, 'ms');
    expect(verdict.figures.map(({ passed }) => passed)).toEqual([false, false]);
    expect(verdict.figures.map(({ value, unit }) => written(value, unit))).toEqual(['never', 'unknown']);
  });

  it('is patient with time and percentages where asked, with nothing else', () => {
    const verdict = createVerdict({ patient: true });
    verdict.most('live again', 29_000, 3_000, 'ms');
    verdict.least('answered', 98, 99.9, '%');
    expect(verdict.passed).toBe(true);
    verdict.most('gaps', 2, 1);
    expect(verdict.figures.map(({ passed }) => passed)).toEqual([true, true, false]);
  });

  it('sums many runs up by the median and the worst', () => {
    const run = (value: number) => {
      const verdict = createVerdict();
      verdict.most('live again', value, 3_000, 'ms');
      return verdict.figures;
    };
    expect(sumUp([run(900), run(3_100), run(1_500)])).toEqual([
      'live again: least 900 ms, median 1.5 s, most 3.1 s (≤ 3.0 s, missed 1 of 3)',
    ]);
  });
});
