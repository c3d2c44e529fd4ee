import { describeRules } from '../testing/rule-examples.ts';
import {
  contributedFieldNullable,
  entityFieldNullable,
  entityReferenceNullable,
  rootQueryNullable,
} from './nullability.ts';

const book = '"A book." type Book @key(fields: "isbn") { "Number." isbn: ID! "Title." title: String }';
const bookOwner = { books: ['Book'] };
const stub = 'type Book @key(fields: "isbn", resolvable: false) { isbn: ID! }';

describeRules([
  {
    rule: rootQueryNullable,
    title: 'a non-null field of Query',
    wrong: { books: 'type Query {\n "Books."\n count: Int! #!\n}' },
    right: { books: 'type Query { "Books." count: Int }' },
    says: 'Query.count must be nullable, came Int!',
  },
  {
    rule: contributedFieldNullable,
    title: "a non-null field on another's entity",
    owns: bookOwner,
    wrong: { books: book, shop: 'type Book @key(fields: "isbn") {\n isbn: ID!\n "Price."\n price: Int! #!\n}' },
    right: { books: book, shop: 'type Book @key(fields: "isbn") { isbn: ID! "Price." price: Int }' },
    says: 'Book.price must be nullable, came Int!: shop adds it to an entity of books',
  },
  {
    rule: entityReferenceNullable,
    title: "a non-null reference to another's entity",
    owns: bookOwner,
    wrong: { books: book, shop: `${stub}\n"An offer."\ntype Offer {\n "Book."\n book: Book! #!\n}` },
    right: { books: book, shop: `${stub}\n"An offer."\ntype Offer {\n "Book."\n book: Book\n}` },
    says: 'Offer.book refers to Book of books and must allow null there, came Book!',
  },
  {
    rule: entityReferenceNullable,
    title: "a list of another's entities without null",
    owns: bookOwner,
    wrong: { books: book, shop: `${stub}\n"An offer."\ntype Offer {\n "Books."\n books: [Book!] #!\n}` },
    right: { books: book, shop: `${stub}\n"An offer."\ntype Offer {\n "Books."\n books: [Book]!\n}` },
    says: 'came [Book!]',
  },
  {
    rule: entityFieldNullable,
    title: 'a non-null field of an entity that others refer to',
    owns: bookOwner,
    wrong: {
      books: '"A book."\ntype Book @key(fields: "isbn") {\n "Number."\n isbn: ID!\n "Title."\n title: String! #!\n}',
      shop: stub,
    },
    right: { books: book, shop: stub },
    says: 'shop refers to Book by its key alone',
  },
]);
