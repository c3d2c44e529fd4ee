import { describeRules } from '../testing/rule-examples.ts';
import { requiredFieldOpen, requiresWithoutArguments } from './requirement.ts';

const bookOwner = { books: ['Book'] };

describeRules([
  {
    rule: requiresWithoutArguments,
    title: 'a requirement with arguments',
    owns: bookOwner,
    wrong: {
      books:
        '"A book." type Book @key(fields: "isbn") { "Number." isbn: ID! "Price." price("Currency." in: String): Int }',
      shop: 'type Book @key(fields: "isbn") {\n isbn: ID!\n price(in: String): Int @external\n "Offer."\n offer: Int\n @requires(fields: "price(in: \\"USD\\")") #!\n}',
    },
    right: {
      books: '"A book." type Book @key(fields: "isbn") { "Number." isbn: ID! "Price." price: Int }',
      shop: 'type Book @key(fields: "isbn") { isbn: ID! price: Int @external "Offer." offer: Int @requires(fields: "price") }',
    },
    says: 'Book.offer must not require Book.price with arguments',
  },
  {
    rule: requiredFieldOpen,
    title: 'a guard on a field another context requires',
    owns: bookOwner,
    wrong: {
      books:
        '"A book." type Book @key(fields: "isbn") { "Number." isbn: ID! "Price." price: Price }\n"A price." type Price {\n "Amount."\n amount: Int\n @authenticated #!\n}',
      shop: 'type Book @key(fields: "isbn") { isbn: ID! price: Price @external "Offer." offer: Int @requires(fields: "price { amount }") }\ntype Price @external { amount: Int }',
    },
    right: {
      books:
        '"A book." type Book @key(fields: "isbn") { "Number." isbn: ID! "Price." price: Price }\n"A price." type Price { "Amount." amount: Int "Cost." cost: Int @authenticated }',
      shop: 'type Book @key(fields: "isbn") { isbn: ID! price: Price @external "Offer." offer: Int @requires(fields: "price { amount }") }\ntype Price @external { amount: Int }',
    },
    says: 'Price.amount must not be guarded by @authenticated: Book.offer of shop requires it',
  },
]);
