/** What a client of the library brought along when it was built: all that runs where only known operations do. */
export const libraryOperations = {
  control: 'query Control { works(first: 3) { id title author { name } } }',
  works: 'query Works($first: Int) { works(first: $first) { id title } }',
  page: 'query Page($page: Page) { pageOfWorks(page: $page) { id title } }',
  heavy: 'query Heavy($first: Int) { works(first: $first) { id title author { name } peers(first: 5) { id title } } }',
  find: 'query Find($kind: Kind, $filter: WorkFilter) { find(kind: $kind, filter: $filter) { id title } }',
  newestReview: 'query NewestReview { newestReview }',
  reviewed: 'query Reviewed($first: Int) { works(first: $first) { id review } }',
  me: 'query Me { me { id nickname } }',
  ticks: 'subscription Ticks { ticks { number } }',
  rename: 'mutation Rename($title: String!) { rename(id: "1", title: $title) { id } }',
  login: {
    one: 'mutation Login($name: String!, $password: String!) { login(name: $name, password: $password) { accepted } }',
    five: `mutation LoginFive($name: String!, ${[0, 1, 2, 3, 4].map((at) => `$p${at}: String!`).join(', ')}) { ${[
      0, 1, 2, 3, 4,
    ]
      .map((at) => `l${at}: login(name: $name, password: $p${at}) { accepted }`)
      .join(' ')} }`,
  },
} as const;

const { login, ...others } = libraryOperations;

/** The texts of them all. */
export const libraryTexts: readonly string[] = [...Object.values(others), ...Object.values(login)];
