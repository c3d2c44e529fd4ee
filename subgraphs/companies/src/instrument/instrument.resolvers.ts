import { createLoader } from '@lzstock/kit/loader';
import { badInput } from '@lzstock/kit/refusal';
import { canonicalSymbol } from '@lzstock/schema/symbol';
import type { EntityData, EntityManager } from '@mikro-orm/postgresql';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { asksFor } from './asks-for.ts';
import { Instrument } from './instrument.ts';

const mostSymbols = 200;
const symbolForm = 'a symbol like AAPL or BRK.B';

export type InstrumentLoaders = ReturnType<typeof instrumentLoaders>;

/** Each wanted symbol's instrument: the one listed under it, else the one that was listed under it before. */
function bySymbol(wanted: readonly string[], instruments: readonly Instrument[]): Map<string, Instrument> {
  const present = new Map(instruments.map((instrument) => [instrument.symbol, instrument]));
  const former = new Map(instruments.flatMap((each) => each.formerSymbols.map((symbol) => [symbol, each] as const)));
  return new Map(
    wanted.flatMap((symbol) => {
      const found = present.get(symbol) ?? former.get(symbol);
      return found ? [[symbol, found] as const] : [];
    }),
  );
}

/** The instruments under the symbols, now or before, with all others of the same companies; every step of it by an index. */
export const withSiblings = `
  with named as (
    select id, cik from instrument
    where symbol = any(string_to_array(?, ',')) or former_symbols && string_to_array(?, ',')
  )
  select instrument.* from instrument
  where id = any(array(
    select id from named
    union
    select sibling.id from named join instrument sibling on sibling.cik = named.cik
  ))
  order by symbol`;

export function instrumentLoaders(em: EntityManager) {
  const instrumentsByCik = createLoader<string, Instrument[]>(async (ciks) => {
    const instruments = await em.find(Instrument, { cik: { $in: [...ciks] } }, { orderBy: { symbol: 'asc' } });
    return Map.groupBy(instruments, (instrument) => instrument.cik!);
  });
  const instrumentBySymbol = createLoader<string, Instrument>(async (keys) => {
    const symbols = [...keys];
    const where = { $or: [{ symbol: { $in: symbols } }, { formerSymbols: { $overlap: symbols } }] };
    return bySymbol(symbols, await em.find(Instrument, where));
  });
  /** Reads the other instruments of the same companies in the same statement, for whoever asks for them next. */
  const instrumentWithSiblings = createLoader<string, Instrument>(async (symbols) => {
    const list = symbols.join(',');
    const rows = await em.execute<EntityData<Instrument>[]>(withSiblings, [list, list]);
    const instruments = rows.map((row) => em.map(Instrument, row));
    for (const [cik, siblings] of Map.groupBy(instruments, (instrument) => instrument.cik)) {
      if (cik !== null) instrumentsByCik.prime(cik, siblings);
    }
    return bySymbol(symbols, instruments);
  });
  return { instrumentBySymbol, instrumentWithSiblings, instrumentsByCik };
}

const loaderFor = (context: Context, info: GraphQLResolveInfo): InstrumentLoaders['instrumentBySymbol'] =>
  asksFor(info, ['company', 'instruments']) ? context.instrumentWithSiblings : context.instrumentBySymbol;

export const instrumentResolvers = {
  Query: {
    instrument(_, { symbol }, context, info) {
      const canonical = canonicalSymbol(symbol);
      if (canonical === null) throw badInput('symbol', symbolForm, symbol);
      return loaderFor(context, info).load(canonical);
    },
    instruments(_, { symbols }, context, info) {
      if (symbols.length > mostSymbols) throw badInput('symbols', `at most ${mostSymbols} symbols`, symbols.length);
      const canonical = symbols.map((symbol) => {
        const form = canonicalSymbol(symbol);
        if (form === null) throw badInput('symbols', `symbols like AAPL or BRK.B`, symbol);
        return form;
      });
      const loader = loaderFor(context, info);
      return Promise.all(canonical.map((symbol) => loader.load(symbol)));
    },
  },
  Instrument: {
    __resolveReference({ symbol }, context, info) {
      const canonical = canonicalSymbol(symbol);
      return canonical === null ? null : loaderFor(context, info).load(canonical);
    },
    company: ({ cik }, _, { companyByCik }) => (cik === null ? null : companyByCik.load(cik)),
  },
} satisfies Resolvers;
