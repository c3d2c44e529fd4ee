import { describeRules } from '../testing/rule-examples.ts';
import { liveNames } from './live.ts';

const live = `extend schema @link(url: "https://lzstock.dev/live/v1.0", import: ["@live"]) @composeDirective(name: "@live")
"Live." directive @live("List." split: String "Kept." keep: String) on FIELD_DEFINITION
type Query { "Top." top: Int }
"Page." type Page { "Text." text: String }
`;
const pages = (uses: string, mark = ''): string =>
  `${live}type Subscription {\n "Pages."\n pages("At most 5." ids: [ID!]): Page\n @live(${uses})${mark}\n}`;

describeRules([
  {
    rule: liveNames,
    title: 'a live field that names a field its event has not',
    wrong: { books: pages('split: "ids", keep: "notes"', ' #!') },
    right: { books: pages('split: "ids", keep: "text"') },
    says: '`keep` names `notes`, which Page has not',
  },
  {
    rule: liveNames,
    title: 'a live field that is split by no list',
    wrong: { books: pages('split: "id"', ' #!') },
    right: { books: pages('split: "ids"') },
    says: 'no list argument `id` to split by',
  },
]);
