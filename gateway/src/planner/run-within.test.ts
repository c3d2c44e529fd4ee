import { describe, expect, it } from '@jest/globals';
import { OutOfTime, runWithin } from './run-within.ts';

function endless(): never {
  for (;;);
}

describe('work within a time', () => {
  it('answers and throws as it does without', () => {
    expect(runWithin(1_000, () => 'done')).toBe('done');
    expect(() =>
      runWithin(1_000, () => {
        throw new RangeError('its own');
      }),
    ).toThrow(RangeError);
  });

  it('is stopped in a loop that never ends, again and again, and what comes after it runs', () => {
    for (let time = 0; time < 3; time++) {
      expect(() => runWithin(10, endless)).toThrow(OutOfTime);
      expect(runWithin(1_000, () => time)).toBe(time);
    }
  });

  it('knows no time where it is infinite', () => {
    expect(runWithin(Number.POSITIVE_INFINITY, () => 'done')).toBe('done');
  });
});
