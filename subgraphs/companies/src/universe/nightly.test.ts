import { expect, it } from '@jest/globals';
import { untilNextNight } from './nightly.ts';

it.each([
  ['2026-11-22T06:00:00Z', 3_600_000],
  ['2026-11-22T07:00:00Z', 86_400_000],
  ['2026-11-22T08:00:00Z', 82_800_000],
])('waits from %s until 07:00 UTC', (now, expected) => {
  expect(untilNextNight(new Date(now))).toBe(expected);
});
