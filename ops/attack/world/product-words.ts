import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildSchema, parse } from 'graphql';
import { type Vocabulary, wordsOf } from './vocabulary.ts';

const file = (name: string): Promise<string> =>
  readFile(fileURLToPath(import.meta.resolve(`@lzstock/schema/${name}`)), 'utf8');

/** Texts of what the clients of the product stored, by name. */
async function storedTexts(): Promise<ReadonlyMap<string, string>> {
  const manifest = JSON.parse(await file('operations.json')) as Record<string, string>;
  return new Map(
    Object.values(manifest).map((text) => {
      const [operation] = parse(text).definitions;
      return [operation?.kind === 'OperationDefinition' ? (operation.name?.value ?? '') : '', text];
    }),
  );
}

/** The product as an attacker knows it. Bodies are operations of the web app. Rejects where it has no operation of such a name any more. */
export async function productWords(): Promise<Vocabulary> {
  const texts = await storedTexts();
  const stored = (name: string): string => {
    const text = texts.get(name);
    if (text === undefined) throw new Error(`expected a stored operation ${name}`);
    return text;
  };
  const candles = (interval: string, last: number) => ({
    query: stored('InstrumentCandles'),
    variables: { symbol: 'AAPL', interval, last },
  });
  const profile = (symbol: string) => ({ query: stored('InstrumentProfile'), variables: { symbol } });
  return {
    control: { query: stored('CurrentSession') },
    field: 'instrument(symbol: "AAPL")',
    type: 'Instrument',
    leaf: 'name',
    round: ['company', 'instruments'],
    subscription: { query: stored('LiveQuotes'), variables: { symbols: ['AAPL'] } },
    withText: (text) => ({ query: stored('SearchInstruments'), variables: { text } }),
    wrong: [
      '{ instrument(symbol: "AAPL") { candles(interval: DAYX, last: 5) { close } } }',
      '{ instrument(symbl: "AAPL") { name } }',
    ],
    wrongValues: [candles('DAYX', 5)],
    tooMany: {
      literal: '{ searchInstruments(text: "a", first: 1000000) { symbol } }',
      byDefault: 'query ($first: Int = 1000000) { searchInstruments(text: "a", first: $first) { symbol } }',
      byValue: candles('DAY', 1_000_000),
      byNames: { query: stored('Listings'), variables: { symbols: new Array(20_000).fill('AAPL') } },
    },
    heavy: candles('DAY', 400),
    breaking: [profile("'; drop table instrument; --"), profile('../../etc/passwd')],
    all: wordsOf(buildSchema(await file('supergraph.graphql'), { assumeValidSDL: true })),
  };
}
