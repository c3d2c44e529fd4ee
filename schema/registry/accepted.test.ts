import { describe, expect, it } from '@jest/globals';
import { applyAccepted } from './accepted.ts';
import { changed } from './change.ts';

const breaking = changed('field-removed', 'Book.title', 'breaking', 'Gone.');
const safe = changed('field-added', 'Book.name', 'safe', 'New.');
const entry = (change: string, until?: string) => ({
  change,
  reason: 'It was meant.',
  ...(until === undefined ? {} : { until }),
});

describe('applyAccepted', () => {
  it('gives the reason of a break that is meant', () => {
    const { reasons, idle } = applyAccepted([entry(breaking.id)], [breaking, safe], '2026-01-02');
    expect([...reasons]).toEqual([['field-removed Book.title', 'It was meant.']]);
    expect(idle).toEqual([]);
  });

  it.each([
    ['2026-01-01', 'expired'],
    ['2026-01-02', null],
    ['2026-01-03', null],
  ])('an entry until %s is %s on 2026-01-02', (until, why) => {
    const { reasons, idle } = applyAccepted([entry(breaking.id, until)], [breaking], '2026-01-02');
    expect(idle.map((one) => one.why)).toEqual(why ? [why] : []);
    expect(reasons.size).toBe(why ? 0 : 1);
  });

  it('tells of entries for changes that are not there or do not break', () => {
    const { idle } = applyAccepted([entry('field-removed Book.x'), entry(safe.id)], [breaking, safe], '2026-01-02');
    expect(idle.map((one) => [one.entry.change, one.why])).toEqual([
      ['field-removed Book.x', 'unused'],
      ['field-added Book.name', 'unused'],
    ]);
  });
});
