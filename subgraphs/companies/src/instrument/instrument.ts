import { defineEntity, p } from '@mikro-orm/core';
import type { Exchange, InstrumentKind, Listing } from './listing.ts';

export const InstrumentSchema = defineEntity({
  name: 'Instrument',
  tableName: 'instrument',
  properties: {
    id: p.integer().primary(),
    symbol: p.string().unique(),
    name: p.text().strictNullable(),
    exchange: p.string().$type<Exchange>().strictNullable(),
    kind: p.string().$type<InstrumentKind>().strictNullable(),
    currency: p.character().length(3).strictNullable(),
    active: p.boolean().strictNullable(),
    cik: p.character().length(10).strictNullable(),
    formerSymbols: p.array().default([]),
    alsoKnownAs: p.text().strictNullable(),
    prominence: p.integer().strictNullable(),
    changedAt: p
      .datetime()
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
  },
});

/** Something listed and traded. Every method that may change it tells whether it did. */
export class Instrument extends InstrumentSchema.class {
  /** Lists it under another symbol; the present one becomes a former one, by which it is still found. */
  rename(symbol: string): boolean {
    if (symbol === this.symbol) return false;
    this.formerSymbols = [...this.formerSymbols, this.symbol].filter((former) => former !== symbol);
    this.symbol = symbol;
    return true;
  }

  /** An instrument without a name of its own bears its company's. */
  followCompanyName(before: string | null, now: string | null): boolean {
    if (now === null || now === this.name) return false;
    if (this.name !== null && this.name !== before) return false;
    this.name = now;
    return true;
  }

  /** The SEC lists it today for the company `cik`; under another company it is another security, of which nothing else is known. */
  listFor(cik: string, companyName: string | null): boolean {
    const moved = this.cik !== cik;
    if (!moved && this.active === true) return false;
    this.active = true;
    if (moved) {
      if (this.cik !== null) this.name = companyName;
      this.cik = cik;
    }
    return true;
  }

  delist(): boolean {
    if (this.active === false) return false;
    this.active = false;
    return true;
  }

  listing(): Listing {
    const { symbol, name, exchange, kind, currency, active, cik } = this;
    return { symbol, name, exchange, kind, currency, active, cik };
  }
}
InstrumentSchema.setClass(Instrument);
