import { describe, expect, it } from '@jest/globals';
import { Company } from '../company/company.ts';
import { Instrument } from '../instrument/instrument.ts';
import { reconcile, type Universe } from './reconcile.ts';
import type { SecTicker } from './sec-tickers.ts';

const apple = '0000000001';
const block = '0000000002';

const instrument = (symbol: string, cik: string | null, more: Partial<Instrument> = {}): Instrument =>
  Object.assign(new Instrument(), { symbol, cik, name: 'Known', active: true, formerSymbols: [], ...more });

function universe(companies: Record<string, string | null>, ...instruments: Instrument[]): Universe {
  return {
    companies: new Map(
      Object.entries(companies).map(([cik, name]) => [cik, Object.assign(new Company(), { cik, name })]),
    ),
    instruments: new Map(instruments.map((each) => [each.symbol, each])),
  };
}

const ticker = (symbol: string, cik: string, name: string): SecTicker => ({ symbol, cik, name });

describe('reconciling the universe with a list of tickers', () => {
  it('changes nothing where the list says what is known, in whatever spelling', () => {
    const known = universe({ [apple]: 'Apple Inc.' }, instrument('AAPL', apple, { name: 'Apple Inc.' }));
    const result = reconcile(known, [ticker('AAPL', apple, 'APPLE INC')]);
    expect(result.changed.size).toBe(0);
    expect([result.newCompanies, result.newListings, result.delisted]).toEqual([[], [], []]);
  });

  it('lists what is new, with its company and place', () => {
    const result = reconcile(universe({}), [ticker('AAPL', apple, 'Apple Inc.'), ticker('XYZ', block, 'Block')]);
    expect(result.newCompanies.map(({ cik }) => cik).sort()).toEqual([apple, block]);
    expect(result.newListings.map(({ symbol, prominence }) => [symbol, prominence])).toEqual([
      ['AAPL', 1],
      ['XYZ', 2],
    ]);
  });

  it('delists what is missing, never deletes it, and counts the loss among what was known to be listed', () => {
    const gone = instrument('AAPL', apple);
    const unsure = instrument('OLD', block, { active: null });
    const result = reconcile(universe({ [apple]: 'A', [block]: 'B' }, gone, unsure), [
      ticker('NEW', '0000000003', 'C'),
    ]);
    expect([gone.active, unsure.active]).toEqual([false, false]);
    expect(result.lost).toEqual({ instruments: 1, of: 1 });
  });

  it('leaves alone what the SEC does not know', () => {
    const fund = instrument('VOO', null);
    reconcile(universe({}, fund), [ticker('AAPL', apple, 'Apple Inc.')]);
    expect(fund.active).toBe(true);
  });

  it("takes a company's one symbol that went and its one that came for a rename", () => {
    const square = instrument('SQ', block);
    const result = reconcile(universe({ [block]: 'Block, Inc.' }, square), [ticker('XYZ', block, 'Block, Inc.')]);
    expect(result.renamed.map(({ from }) => from)).toEqual(['SQ']);
    expect([square.symbol, square.formerSymbols, square.active]).toEqual(['XYZ', ['SQ'], true]);
    expect([result.newListings, result.delisted]).toEqual([[], []]);
  });

  it('sees no rename where it could be another security', () => {
    const preferred = instrument('SQ.PA', block);
    const result = reconcile(universe({ [block]: 'Block, Inc.' }, preferred), [ticker('XYZ', block, 'Block, Inc.')]);
    expect(result.renamed).toEqual([]);
    expect(result.delisted).toEqual([preferred]);
  });

  it('lets instruments follow the new name of their company, but not those with a name of their own', () => {
    const share = instrument('FB', block, { name: 'Facebook, Inc.' });
    const note = instrument('FB.PA', block, { name: 'Facebook 5 % Notes' });
    const nameless = instrument('FB.PB', block, { name: null });
    const result = reconcile(universe({ [block]: 'Facebook, Inc.' }, share, note, nameless), [
      ticker('FB', block, 'Meta Platforms, Inc.'),
      ticker('FB.PA', block, 'Meta Platforms, Inc.'),
      ticker('FB.PB', block, 'Meta Platforms, Inc.'),
    ]);
    expect([share.name, note.name, nameless.name]).toEqual([
      'Meta Platforms, Inc.',
      'Facebook 5 % Notes',
      'Meta Platforms, Inc.',
    ]);
    expect(result.changed).toEqual(new Set([share, nameless]));
  });

  it('gives a symbol that another company took over that company and its name', () => {
    const symbol = instrument('B', apple, { name: 'Barnes Group Inc.', exchange: 'NYSE' });
    reconcile(universe({ [apple]: 'Barnes Group Inc.', [block]: 'Barrick' }, symbol), [ticker('B', block, 'Barrick')]);
    expect([symbol.cik, symbol.name]).toEqual([block, 'Barrick']);
  });

  it('lists again what was delisted', () => {
    const back = instrument('AAPL', apple, { active: false });
    const result = reconcile(universe({ [apple]: 'Known' }, back), [ticker('AAPL', apple, 'Known')]);
    expect(back.active).toBe(true);
    expect(result.changed.size).toBe(1);
  });
});
