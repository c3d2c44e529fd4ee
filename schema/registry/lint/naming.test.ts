import { describeRules } from '../testing/rule-examples.ts';
import { naming, noFloat } from './naming.ts';

describeRules([
  {
    rule: naming,
    title: 'names in another case',
    wrong: {
      books:
        '"Kind." enum bookKind { #!\n "A."\n a #!\n}\ntype Query {\n "Top."\n Top( #!\n "Of."\n of_what: ID #!\n ): Int\n}',
    },
    right: { books: '"Kind." enum BookKind { "A." A_1 }\ntype Query { "Top." top("Of." ofWhat: ID): Int }' },
    says: 'must be written like',
  },
  {
    rule: noFloat,
    title: 'a Float',
    wrong: { books: 'type Query {\n "Top."\n top( #!\n "Least."\n least: Float #!\n ): [Float!]\n}' },
    right: { books: 'type Query { "Top." top: [Int!] }' },
    says: 'must be exact, a Decimal or an Int, came Float',
  },
]);
