import { defineEntity, p } from '@mikro-orm/core';

export const ListedInstrumentSchema = defineEntity({
  name: 'ListedInstrument',
  tableName: 'listed_instrument',
  properties: {
    symbol: p.string().primary(),
    kind: p.string().strictNullable(),
    currency: p.character().length(3).strictNullable(),
    active: p.boolean(),
    /** The symbol it is listed under since it was renamed. */
    renamedTo: p.string().strictNullable(),
    changedAt: p.datetime(),
  },
});

/** What the market knows of an instrument that `companies` lists. */
export class ListedInstrument extends ListedInstrumentSchema.class {}
ListedInstrumentSchema.setClass(ListedInstrument);
