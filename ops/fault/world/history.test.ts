import { describe, expect, it } from '@jest/globals';
import { createFirsts, createHistory, gaps } from './history.ts';
import type { Told } from './reader.ts';

const quote = (seq: number, rest: Partial<Told> = {}): Told => ({
  symbol: 'A',
  epoch: '1',
  seq,
  state: 'LIVE',
  gap: null,
  ...rest,
});

describe('the history of readers', () => {
  it('counts what comes twice and what comes late, and takes neither a new state nor a new epoch for one', () => {
    const history = createHistory();
    for (const each of [quote(1), quote(2), quote(2), quote(1), quote(4)]) history.hear(1, each);
    history.hear(1, quote(4, { state: 'STALE' }));
    history.hear(1, quote(1, { epoch: '2' }));
    expect([history.twice, history.backwards]).toEqual([1, 1]);
    history.hear(1, quote(9));
    expect(history.backwards).toBe(2);
    expect(history.epoch).toBe('2');
  });

  it('begins anew with each connection, for each reader and symbol', () => {
    const history = createHistory();
    history.hear(1, quote(5));
    history.hear(2, quote(4));
    history.hear(1, quote(5, { symbol: 'B' }));
    history.opened(1);
    history.hear(1, quote(5));
    expect([history.twice, history.backwards]).toEqual([0, 0]);
  });

  it('finds the first wanted quote of each reader after a moment, and counts who never heard one', () => {
    const history = createHistory();
    history.hear(1, quote(1), 90);
    history.hear(1, quote(2), 130);
    history.hear(1, quote(3), 150);
    history.hear(2, quote(2), 110);
    const firsts = createFirsts({ since: 100, matches: ({ state }) => state === 'LIVE' });
    firsts.look(history.heard);
    history.hear(1, quote(4), 170);
    firsts.look(history.heard);
    expect([firsts.count, firsts.waits(3)]).toEqual([2, [10, 30, Number.POSITIVE_INFINITY]]);
  });

  it('counts gaps of each reader of each symbol', () => {
    const history = createHistory();
    const gap = { reason: 'NEW_EPOCH' };
    history.hear(1, quote(1, { gap }));
    history.hear(1, quote(2, { gap }));
    history.hear(2, quote(2, { gap }));
    expect(gaps(history.heard)).toEqual(
      new Map([
        ['1 A', 2],
        ['2 A', 1],
      ]),
    );
  });

  it('keeps counts alone where asked', () => {
    const history = createHistory();
    history.keep = false;
    history.hear(1, quote(1));
    expect([history.heard.length, history.total]).toEqual([0, 1]);
  });
});
