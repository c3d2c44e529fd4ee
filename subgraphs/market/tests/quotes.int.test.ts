import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, eventually, instruments, read, type World, world } from './world.ts';

const quoteFields = `quote {
  symbol last previousClose change changePercent bid ask volume dayHigh dayLow asOf receivedAt source state simulated epoch seq
  gap { from to reason } instrument { symbol }
}`;
const quotes =
  'subscription ($symbols: [ID!]!) { quotes(symbols: $symbols) { symbol last seq epoch state gap { reason } } }';

describe('quotes', () => {
  let it_: World;
  beforeAll(async () => {
    it_ = await world();
    await it_.list('NVDA', 'AAPL', 'ZZZT', 'BRK.B');
  });
  afterAll(async () => {
    await it_[Symbol.asyncDispose]();
  });

  it('answer every field', async () => {
    const { data, errors } = await eventually('a quote', async () => {
      const answer = await instruments(it_.market.url, ['NVDA'], quoteFields);
      return answer.data?.[0]?.quote && answer;
    });
    expect(errors).toBeUndefined();
    const { quote } = data[0];
    for (const [field, value] of Object.entries(quote))
      if (field !== 'gap') expect([field, value]).not.toEqual([field, null]);
    expect(quote).toMatchObject({
      symbol: 'NVDA',
      source: 'simulated',
      state: 'LIVE',
      simulated: true,
      gap: null,
      instrument: { symbol: 'NVDA' },
    });
    const [last, previous, change] = [quote.last, quote.previousClose, quote.change].map(Number);
    expect(Math.round((last! - previous!) * 100)).toBe(Math.round(change! * 100));
    expect(Number(quote.changePercent)).toBeCloseTo((change! / previous!) * 100, 3);
    expect(Number(quote.dayLow)).toBeLessThanOrEqual(last!);
    expect(Number(quote.dayHigh)).toBeGreaterThanOrEqual(last!);
  });

  it('are null for what is not listed, and for nothing else', async () => {
    const { data } = await eventually('both quotes', async () => {
      const answer = await instruments(it_.market.url, ['AAPL', 'NONE', 'brk-b'], 'quote { symbol }');
      return answer.data?.[2]?.quote && answer;
    });
    expect(data.map((each: { quote: { symbol: string } | null }) => each.quote?.symbol ?? null)).toEqual([
      'AAPL',
      null,
      'BRK.B',
    ]);
  });

  it('stream the known symbols: the present value first, then newer ones', async () => {
    await using reader = read(it_.market.url, quotes, { symbols: ['nvda', 'NONE', 'ZZZT'] });
    const first = await reader.next(({ data }) => data?.quotes.symbol === 'ZZZT');
    const second = await reader.next(({ data }) => data?.quotes.symbol === 'ZZZT');
    expect(second.data.quotes.seq).toBeGreaterThan(first.data.quotes.seq);
    expect(new Set(reader.events.map(({ data }) => data.quotes.symbol))).toEqual(new Set(['NVDA', 'ZZZT']));
    expect(reader.events.every(({ data }) => data.quotes.gap === null)).toBe(true);
  });

  it('begin to stream when a symbol becomes listed', async () => {
    await using reader = read(it_.market.url, quotes, { symbols: ['LATE'] });
    await it_.list('LATE');
    expect((await reader.next()).data.quotes.symbol).toBe('LATE');
  });

  it('go on for one reader while another leaves, and leave nothing behind when both have', async () => {
    const { hub, interest } = it_.market;
    {
      await using stays = read(it_.market.url, quotes, { symbols: ['ZZZT'] });
      {
        await using leaves = read(it_.market.url, quotes, { symbols: ['ZZZT', 'AAPL'] });
        await leaves.next();
        await stays.next();
        expect(hub.symbols).toBe(2);
      }
      await eventually('the other to leave', () => hub.symbols === 1);
      const { seq } = (await stays.next()).data.quotes;
      expect((await stays.next()).data.quotes.seq).toBeGreaterThan(seq);
    }
    await eventually(
      'everyone to leave',
      () => hub.readers === 0 && hub.symbols === 0 && hub.channels === 0 && interest.size === 0,
    );
    const metrics = await it_.market.metrics.metrics();
    expect(metrics).toMatch(/^market_live_readers 0$/m);
    expect(metrics).toMatch(/^market_tick_channels 0$/m);
  });

  it.each([
    ['symbols', quotes, { symbols: ['NVDA', 'not a symbol'] }],
    ['symbols', quotes, { symbols: Array.from({ length: 201 }, (_, i) => `A${i}`) }],
    ['interval', 'subscription { candle(symbol: "NVDA", interval: HOUR) { open } }', {}],
    ['symbol', 'subscription { candle(symbol: "", interval: DAY) { open } }', {}],
  ])('refuse bad %s with BAD_INPUT', async (argument, query, variables) => {
    await using reader = read(it_.market.url, query, variables);
    const { errors } = await reader.next();
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', argument });
  });

  it('set aside what no source should send', async () => {
    const { ingest } = it_.market;
    const good = { symbol: 'AAPL', seq: 1_000_000, time: Date.now(), price: '270', size: 1, currency: 'USD' };
    const before = ingest.quote('AAPL')?.day?.high;
    ingest.ticks([
      { ...good, price: Number.NaN },
      { ...good, price: -1 },
      { ...good, price: '1e400' },
      { ...good, currency: 'EUR' },
      { ...good, symbol: 'NONE' },
      { ...good, price: '2700000' },
      null,
    ]);
    ingest.frame(new TextEncoder().encode('[{"symbol":"AAPL"'));
    ingest.frame(new Uint8Array(5 * 1024 * 1024));
    ingest.frame(new Uint8Array([0xff, 0xfe]));
    const faults = ingest.quarantine.newest.map(({ fault }) => fault);
    expect(faults).toEqual([
      ...['bad-price', 'bad-price', 'bad-price', 'wrong-currency', 'unknown-symbol', 'implausible', 'not-a-tick'],
      ...['not-json', 'too-large', 'not-utf8'],
    ]);
    expect(ingest.quote('AAPL')?.day?.high).toBe(before);
    expect(await it_.market.metrics.metrics()).toMatch(/market_quarantined_total\{fault="implausible"\} 1/);
    const { data } = await instruments(it_.market.url, ['AAPL'], 'quote { state }');
    expect(data[0].quote.state).toBe('LIVE');
  });

  it('follow a rename: the old symbol shows the new one', async () => {
    await it_.tell([{ type: 'InstrumentRenamed', version: 1, from: 'LATE', to: 'AAPL' }]);
    const { data } = await eventually('the rename', async () => {
      const answer = await instruments(it_.market.url, ['LATE'], 'quote { symbol }');
      return answer.data?.[0]?.quote?.symbol === 'AAPL' && answer;
    });
    expect(data[0].symbol).toBe('LATE');
  });
});

describe('the trading session', () => {
  let it_: World;
  beforeAll(async () => {
    it_ = await world();
  });
  afterAll(async () => {
    await it_[Symbol.asyncDispose]();
  });

  it('answers every field', async () => {
    const { data } = await ask(
      it_.market.url,
      '{ tradingSession(at: "2026-11-27T12:00:00Z") { phase date opensAt closesAt earlyClose holiday } }',
    );
    expect(data.tradingSession).toEqual({
      phase: 'PRE',
      date: '2026-11-27',
      opensAt: '2026-11-27T14:30:00.000Z',
      closesAt: '2026-11-27T18:00:00.000Z',
      earlyClose: true,
      holiday: null,
    });
    const now = await ask(it_.market.url, '{ tradingSession { phase date } }');
    expect(now.data.tradingSession.date).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it.each(['1989-12-31T00:00:00Z', '2041-06-01T00:00:00Z', 'yesterday', '2026-11-27'])('refuses %s', async (at) => {
    const { errors } = await ask(it_.market.url, 'query ($at: DateTime) { tradingSession(at: $at) { date } }', { at });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', argument: 'at' });
  });
});
