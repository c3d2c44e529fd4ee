const most = 20_000;

/** Peers end here: an attack that a target lets through must not spoil the trial of the next one. */
const deepest = 4;

interface Level {
  readonly prev: Level | undefined;
}

function depthOf(level: Level | undefined): number {
  let depth = 0;
  for (let at = level; at; at = at.prev) depth++;
  return depth;
}

interface Work {
  readonly id: string;
}

const work = (id: string) => ({ id, title: `Work ${id}`, kind: Number(id) % 2 ? 'NOVEL' : 'ATLAS' });
const works = (first: number): Work[] =>
  Array.from({ length: Math.max(0, Math.min(first, most)) }, (_, at) => work(String(at + 1)));

const knot = (id: string): object => ({
  id,
  weight: 1,
  length: 2,
  colour: 3,
  next: () => knot(`${id}n`.slice(0, 20)),
  other: () => knot(`${id}o`.slice(0, 20)),
});
const Knot = { __resolveReference: ({ id }: { id: string }) => knot(id) };
const root = { knot: () => knot('k') };

async function* ticks(from: number) {
  for (let number = from; ; number++) {
    yield { ticks: { number } };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export interface LoginCounter {
  logins: number;
}

export const shelves = (count: LoginCounter) => ({
  Query: {
    ...root,
    works: (_: unknown, { first }: { first: number }) => works(first),
    pageOfWorks: (_: unknown, { page }: { page?: { first?: number } }) => works(page?.first ?? 10),
    worksOf: (_: unknown, { ids }: { ids: string[] }) => ids.map(work),
    work: (_: unknown, { id }: { id: string }) => work(id),
    find: () => works(10),
  },
  Mutation: {
    login(_: unknown, { password }: { password: string }) {
      count.logins++;
      return { accepted: password === 'correct horse' };
    },
    rename: (_: unknown, { id }: { id: string }) => work(id),
  },
  Subscription: {
    ticks: { subscribe: (_: unknown, { from }: { from: number }) => ticks(from) },
    loans: {
      async *subscribe(_: unknown, { ids }: { ids: string[] }) {
        for (const id of ids) yield { loans: work(id) };
      },
    },
  },
  Work: {
    __resolveReference: ({ id }: { id: string }) => work(id),
    author: ({ id }: Work) => ({ id: String(Number(id) % 7) }),
    peers: (_: unknown, { first }: { first: number }, _context: unknown, { path }: { path: Level }) =>
      depthOf(path) > 2 * deepest ? [] : works(first),
  },
  Writer: {
    __resolveReference: ({ id }: { id: string }) => ({ id }),
    name: ({ id }: Work) => `Writer ${id}`,
    works: (_: unknown, { first }: { first: number }) => works(first),
  },
  Knot,
});

const reader = { id: 'r1', nickname: 'Ada', email: 'ada@library.example', loans: 3 };

export const readers = {
  Query: {
    ...root,
    me: () => reader,
    readers: () => [reader],
    accounts: () => [{ owner: 'r1', balance: 12 }],
  },
  Person: { __resolveType: () => 'Reader' },
  Reader: { __resolveReference: () => reader },
  Work: { __resolveReference: ({ id }: { id: string }) => ({ id, lent: Number(id) }) },
  Knot,
};

/** A subgraph of somebody who does not mask: what its database says goes out as it is. */
function broken(): never {
  throw Object.assign(
    new Error('relation "review" does not exist: select "body" from "review" where "work" = $1 (127.0.0.1:5432)'),
    { extensions: { exception: { file: '/srv/reviews/src/review-store.ts', stacktrace: [new Error().stack] } } },
  );
}

export const reviews = {
  Query: { ...root, newestReview: broken },
  Work: { __resolveReference: ({ id }: { id: string }) => ({ id }), review: broken },
  Knot,
};
