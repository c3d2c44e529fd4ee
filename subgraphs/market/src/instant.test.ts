import { describe, expect, it } from '@jest/globals';
import { instantArgument } from './instant.ts';

describe('the instant of an argument', () => {
  it.each([
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['2026-01-02T09:30-05:00', Date.UTC(2026, 0, 2, 14, 30)],
    ['2026-01-02T14:30:00.250Z', Date.UTC(2026, 0, 2, 14, 30, 0, 250)],
  ])('is read: %s', (text, instant) => {
    expect(instantArgument('at', text)).toBe(instant);
  });

  it('is null where it was left out', () => {
    expect([instantArgument('at', null), instantArgument('at', undefined)]).toEqual([null, null]);
  });

  it.each(['2026-02-29T00:00:00Z', '2026-04-31T12:00:00+02:00', '2026-13-01T00:00:00Z', '2026-01-02', 1, ''])(
    'is refused where there is none: %j',
    (value) => {
      expect(() => instantArgument('at', value)).toThrow('`at`: expected an instant like 2026-01-02T14:30:00Z');
    },
  );
});
