import { describe, expect, it } from '@jest/globals';
import { whatComesNext } from './session-text.ts';

const monday = {
  date: '2026-11-23',
  opensAt: '2026-11-23T14:30:00.000Z',
  closesAt: '2026-11-23T21:00:00.000Z',
  earlyClose: false,
  holiday: null,
} as const;

describe('what comes next in a session', () => {
  it('is the close while the market is open', () => {
    const at = Date.parse('2026-11-23T18:55:00Z');
    expect(whatComesNext({ ...monday, phase: 'REGULAR' }, at)).toBe('closes in 2h 5m');
    expect(whatComesNext({ ...monday, phase: 'REGULAR', earlyClose: true }, at)).toBe('closes early in 2h 5m');
  });

  it('is the opening of the same day before the open', () => {
    expect(whatComesNext({ ...monday, phase: 'PRE' }, Date.parse('2026-11-23T14:00:00Z'))).toBe('opens in 30m');
  });

  it('is the weekday of the opening over a weekend', () => {
    const sunday = Date.parse('2026-11-22T15:00:00Z');
    expect(whatComesNext({ ...monday, phase: 'CLOSED' }, sunday)).toBe('opens Mon 09:30 ET');
  });

  it('is not told where the session is over and the next is not known', () => {
    expect(whatComesNext({ ...monday, phase: 'POST' }, Date.parse('2026-11-23T22:00:00Z'))).toBeNull();
  });
});
