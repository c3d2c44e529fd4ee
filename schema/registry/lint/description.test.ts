import { describeRules } from '../testing/rule-examples.ts';
import { argumentBounded, described } from './description.ts';

describeRules([
  {
    rule: argumentBounded,
    title: 'a list argument without a bound',
    wrong: { books: 'type Query {\n "Top."\n top(\n "Numbers."\n isbns: [ID!]! #!\n ): [Int]\n}' },
    right: { books: 'type Query { "Top." top("Numbers, at most 200." isbns: [ID!]!): [Int] }' },
    says: 'Query.top(isbns:) is a list and must say how many it takes',
  },
  {
    rule: argumentBounded,
    title: 'a page size without a range',
    wrong: { books: 'type Query {\n "Top."\n top(\n "How many."\n first: Int = 5 #!\n ): [Int]\n}' },
    right: { books: 'type Query { "Top." top("How many, 1 to 5." first: Int = 5): [Int] }' },
    says: 'Query.top(first:) must say its range',
  },
  {
    rule: argumentBounded,
    title: 'a page size without a default',
    wrong: { books: 'type Query {\n "Top."\n top(\n "1 to 5."\n last: Int #!\n ): [Int]\n}' },
    right: { books: 'type Query { "Top." top("1 to 5." last: Int!): [Int] }' },
    says: 'Query.top(last:) must have a default',
  },
  {
    rule: described,
    title: 'a field without words',
    wrong: { books: 'type Query {\n top: Int #!\n}' },
    right: { books: 'type Query { "Top." top: Int }' },
    says: 'Query.top must be described by a sentence.',
  },
  {
    rule: described,
    title: 'words that are no sentence',
    wrong: { books: 'type Query {\n "the top"\n top: Int #!\n}' },
    right: { books: 'type Query { "`top` of all (see above)." top: Int }' },
    says: 'came "the top"',
  },
  {
    rule: described,
    title: 'an argument, a value, an input field, a type and a directive without words',
    wrong: {
      books: [
        'directive @live( #!',
        ' to: String #!',
        ') on FIELD',
        'enum Kind { #!',
        ' A #!',
        '}',
        'input Wish { #!',
        ' book: ID #!',
        '}',
        'type Query {',
        ' "Top."',
        ' top(',
        '  of: ID #!',
        ' ): Int',
        '}',
      ].join('\n'),
    },
    right: { books: '"Kind." enum Kind { "A." A }' },
    says: 'must be described by a sentence',
  },
]);
