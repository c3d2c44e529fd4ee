import { describe, expect, it } from '@jest/globals';
import { readFrame, readTick } from './tick.ts';

const now = Date.parse('2026-11-23T15:00:00Z');
const known = (symbol: string) => (symbol === 'AAPL' ? { currency: 'USD' } : null);
const good = {
  symbol: 'AAPL',
  seq: 7,
  time: now - 10,
  price: '190.25',
  size: 100,
  bid: 190.24,
  ask: '190.26',
  currency: 'USD',
};
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a tick', () => {
  it('is read exactly', () => {
    expect(readTick(good, known, now)).toEqual({
      symbol: 'AAPL',
      seq: 7,
      time: now - 10,
      price: 19_025_000_000n,
      size: 10_000_000_000n,
      bid: 19_024_000_000n,
      ask: 19_026_000_000n,
      halted: false,
    });
  });

  it('may be a change of bid and ask alone', () => {
    const { price: _, size: __, ...quoted } = good;
    expect(readTick(quoted, known, now)).toMatchObject({ price: null, size: 0n });
  });

  it.each([
    ['not-a-tick', null],
    ['not-a-tick', 'AAPL'],
    ['not-a-tick', [good]],
    ['not-a-tick', {}],
    ['unknown-symbol', { ...good, symbol: 'NONE' }],
    ['unknown-symbol', { ...good, symbol: 'aapl' }],
    ['wrong-currency', { ...good, currency: 'EUR' }],
    ['bad-price', { ...good, price: Number.NaN }],
    ['bad-price', { ...good, price: Number('1e400') }],
    ['bad-price', { ...good, price: '1e400' }],
    ['bad-price', { ...good, price: 'NaN' }],
    ['bad-price', { ...good, price: -190.25 }],
    ['bad-price', { ...good, price: 0 }],
    ['bad-price', { ...good, price: '1000000000.01' }],
    ['bad-price', { ...good, price: {} }],
    ['too-precise', { ...good, price: '190.123456789' }],
    ['bad-size', { ...good, size: -1 }],
    ['bad-size', { ...good, size: 'many' }],
    ['bad-quote', { ...good, bid: -1 }],
    ['bad-quote', { ...good, ask: '' }],
    ['no-price', { symbol: 'AAPL', seq: 1, time: now }],
    ['bad-time', { ...good, time: '2026-11-23T15:00:00Z' }],
    ['bad-time', { ...good, time: Number.NaN }],
    ['from-the-future', { ...good, time: now + 5_001 }],
    ['too-old', { ...good, time: Date.parse('2026-11-19T20:00:00Z') }],
    ['bad-seq', { ...good, seq: 1.5 }],
    ['bad-seq', { ...good, seq: undefined }],
  ])('is set aside as %s: %j', (fault, raw) => {
    expect(readTick(raw, known, now)).toBe(fault);
  });

  it('may be as old as the trading day before', () => {
    expect(readTick({ ...good, time: Date.parse('2026-11-20T15:00:00Z') }, known, now)).toMatchObject({ seq: 7 });
  });
});

describe('a frame', () => {
  it('holds one message or many', () => {
    expect(readFrame(bytes('{"a":1}'))).toEqual([{ a: 1 }]);
    expect(readFrame(bytes('[{"a":1},{"b":2}]'))).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it.each([
    ['not-json', bytes('[{"symbol":"AAPL","pri')],
    ['not-utf8', new Uint8Array([0x5b, 0xff, 0xfe, 0x5d])],
    ['too-large', new Uint8Array(5 * 1024 * 1024)],
  ])('is set aside as %s', (fault, frame) => {
    expect(readFrame(frame)).toBe(fault);
  });
});
