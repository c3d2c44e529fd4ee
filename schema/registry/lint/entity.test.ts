import { describeRules } from '../testing/rule-examples.ts';
import { entityNeedsKey, entityOwner, stubNotResolvable } from './entity.ts';

const book = '"A book." type Book @key(fields: "isbn") { "Number." isbn: ID! "Title." title: String }';
const bookOwner = { books: ['Book'] };
const stub = 'type Book @key(fields: "isbn", resolvable: false) { isbn: ID! }';

describeRules([
  {
    rule: entityOwner,
    title: 'an entity of two contexts without a home',
    wrong: { books: book.replace('type', '\ntype'), shop: stub },
    right: { books: book },
    says: 'Book must have one home among the `owns` of schema/subgraphs.ts, came none',
  },
  {
    rule: entityOwner,
    title: 'an entity that two contexts claim',
    owns: { books: ['Book'], shop: ['Book'] },
    wrong: { books: book, shop: stub },
    rightOwns: { books: ['Book'] },
    right: { books: book, shop: stub },
    says: 'came books and shop',
  },
  {
    rule: entityOwner,
    title: 'a home for an entity that is not there',
    owns: { books: ['Book', 'Author'] },
    wrong: { books: book },
    right: { books: `${book}\n"An author." type Author @key(fields: "id") { "Id." id: ID! }` },
    says: 'books owns Author by schema/subgraphs.ts, but declares no Author with a key',
  },
  {
    rule: entityNeedsKey,
    title: 'an extension without a key',
    owns: bookOwner,
    wrong: { books: book, shop: 'extend type Book { #!\n isbn: ID! @external\n "Price."\n price: Int\n}' },
    right: { books: book, shop: 'extend type Book @key(fields: "isbn") { isbn: ID! "Price." price: Int }' },
    says: 'Book in shop needs `@key(fields: …)`',
  },
  {
    rule: entityNeedsKey,
    title: "another's entity without a key",
    owns: bookOwner,
    wrong: { books: book, shop: 'type Book { #!\n isbn: ID!\n}' },
    right: { books: book, shop: stub },
    says: 'Book in shop needs',
  },
  {
    rule: stubNotResolvable,
    title: 'a mere reference that claims to resolve',
    owns: bookOwner,
    wrong: { books: book, shop: 'type Book\n @key(fields: "isbn") #!\n{ isbn: ID! }' },
    right: { books: book, shop: stub },
    says: 'must say `resolvable: false`',
  },
]);
