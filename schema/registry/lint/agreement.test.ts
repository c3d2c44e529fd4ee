import { describeRules } from '../testing/rule-examples.ts';
import {
  pageInfoShareable,
  rootFieldUnique,
  sharedDescription,
  sharedEnumValues,
  sharedScalarSame,
} from './agreement.ts';

describeRules([
  {
    rule: rootFieldUnique,
    title: 'a root field of two contexts',
    wrong: {
      books: 'type Query {\n "Top."\n top: Int @shareable #!\n}',
      shop: 'type Query {\n "Top."\n top: Int @shareable #!\n}',
    },
    right: { books: 'type Query { "Top." top: Int }', shop: 'type Query { "Top." best: Int }' },
    says: 'Query.top must belong to one context, came books and shop',
  },
  {
    rule: pageInfoShareable,
    title: 'a PageInfo of one context only',
    wrong: { books: '"A page."\ntype PageInfo { #!\n "More?"\n hasNextPage: Boolean!\n}' },
    right: { books: '"A page." type PageInfo @shareable { "More?" hasNextPage: Boolean! }' },
    says: 'PageInfo in books must be @shareable',
  },
  {
    rule: sharedEnumValues,
    title: 'an enum that is input here and output there with other values',
    wrong: {
      books: '"Kind."\nenum Kind { #!\n "A."\n A\n "B."\n B\n}\ntype Query { "Books." books("Kind." kind: Kind): Int }',
      shop: '"Kind."\nenum Kind { #!\n "A."\n A\n}\ntype Query { "Kind." kind: Kind }',
    },
    right: { books: '"Kind." enum Kind { "A." A "B." B }', shop: '"Kind." enum Kind { "B." B "A." A }' },
    says: 'Kind must have the same values everywhere, came books: A B, shop: A',
  },
  {
    rule: sharedScalarSame,
    title: 'a scalar that one of two contexts describes',
    wrong: { books: '"Exact."\nscalar Decimal', shop: 'scalar Decimal #!' },
    right: { books: '"Exact." scalar Decimal', shop: '"Exact." scalar Decimal' },
    says: 'Decimal must be described in shop too',
  },
  {
    rule: sharedScalarSame,
    title: 'an enum with other directives',
    wrong: {
      books: '"Kind."\nenum Kind @tag(name: "x") { #!\n "A."\n A\n}',
      shop: '"Kind."\nenum Kind { #!\n "A."\n A\n}',
    },
    right: {
      books: '"Kind." enum Kind @tag(name: "x") { "A." A }',
      shop: '"Kind." enum Kind @tag(name: "x") { "A." A }',
    },
    says: 'Kind must bear the same directives everywhere',
  },
  {
    rule: sharedDescription,
    title: 'two descriptions of one value',
    wrong: { books: '"Kind." enum Kind {\n "A."\n A #!\n}', shop: '"Kind." enum Kind {\n "Ay."\n A #!\n}' },
    right: { books: '"Kind." enum Kind { "A." A }', shop: '"Kind." enum Kind { "A." A }' },
    says: 'Kind.A must be described in the same words everywhere',
  },
]);
