import { describeRules } from '../testing/rule-examples.ts';
import { deprecationReason, directiveComposed, directiveSurvives, listSized, listSizeInt } from './directive.ts';

describeRules([
  {
    rule: directiveComposed,
    title: 'a directive of our own that is not composed',
    wrong: { books: '"Live."\ndirective @live on FIELD_DEFINITION #!\ntype Query { "Top." top: Int @live }' },
    right: {
      books:
        'extend schema @link(url: "https://lzstock.dev/live/v1.0", import: ["@live"]) @composeDirective(name: "@live")\n"Live." directive @live on FIELD_DEFINITION\ntype Query { "Top." top: Int @live }',
    },
    says: '@live of books must be composed',
  },
  {
    rule: directiveSurvives,
    title: 'a use of a directive that is gone from the supergraph',
    wrong: { books: '"Live." directive @live on FIELD_DEFINITION\ntype Query {\n "Top."\n top: Int\n @live #!\n}' },
    right: {
      books:
        'extend schema @link(url: "https://lzstock.dev/live/v1.0", import: ["@live"]) @composeDirective(name: "@live")\n"Live." directive @live on FIELD_DEFINITION\ntype Query { "Top." top: Int @live }',
    },
    says: '@live on Query.top is not in the supergraph',
  },
  {
    rule: listSizeInt,
    title: 'a slicing argument that is a list',
    wrong: {
      books:
        'type Query {\n "Top."\n top("At most 5." isbns: [ID!]!): [Int]\n @listSize(slicingArguments: ["isbns"]) #!\n}',
    },
    right: {
      books: 'type Query { "Top." top("1 to 5." first: Int = 5): [Int] @listSize(slicingArguments: ["first"]) }',
    },
    says: 'the slicing argument `isbns` must be an Int, came [ID!]!',
  },
  {
    rule: listSized,
    title: 'a list of objects that may have any length',
    wrong: { books: 'type Query { "Top." top: Int }\ntype Book {\n "Next."\n next: [Book] #!\n}' },
    right: {
      books:
        'type Query { "Top." top: Int }\ntype Book { "Next." next: [Book] @listSize(assumedSize: 5) "Isbns." isbns: [ID] }',
    },
    says: 'Book.next must say how long the list may be',
  },
  {
    rule: listSized,
    title: 'a connection that may have any length',
    wrong: {
      books:
        'type Query { "Top." top("1 to 5." first: Int = 5): Page @listSize(slicingArguments: ["first"]) }\ntype Page {\n "Nodes."\n nodes: [Page] #!\n}',
    },
    right: {
      books:
        'type Query { "Top." top("1 to 5." first: Int = 5): Page @listSize(slicingArguments: ["first"], sizedFields: ["nodes"]) }\ntype Page { "Nodes." nodes: [Page] }',
    },
    says: 'Page.nodes must say how long the list may be',
  },
  {
    rule: deprecationReason,
    title: 'a deprecation without a reason',
    wrong: { books: 'type Query {\n "Top."\n top: Int\n @deprecated #!\n}' },
    right: { books: 'type Query { "Top." top: Int @deprecated(reason: "Use `best`.") }' },
    says: 'A deprecation needs a reason',
  },
]);
