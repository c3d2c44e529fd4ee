import { describe, expect, it } from '@jest/globals';
import type { FetchAnswer } from '../src/plan/subgraph-fetch.ts';
import { canned, run } from './plan/canned.ts';

const twice = '{ reviews { about { ... on Book { pages author { born age } } } } }';
const book = (id: string) => ({ about: { __typename: 'Book', id } });

describe('entities that are represented alike', () => {
  it('are asked for once, and each gets what was answered as its own', async () => {
    const sent: unknown[] = [];
    const reviews: FetchAnswer = { data: { reviews: [book('1'), book('2'), book('1')] } };
    const author = { __typename: 'Author', name: { first: 'A', last: 'B' }, born: '1' };
    const answers = canned({
      reviews: [reviews],
      catalog: [
        {
          data: {
            _entities: [
              { pages: 1, author },
              { pages: 2, author: null },
            ],
          },
        },
      ],
      readers: [{ data: { _entities: [{ age: '9' }] } }],
    });
    const { data, errors } = await run('library', twice, (subgraph, request) => {
      sent.push(request.variables.representations);
      return answers(subgraph, request);
    });
    expect(errors).toBeUndefined();
    expect(sent.slice(1).map((each) => (each as unknown[]).length)).toEqual([2, 1]);
    const [first, second, third] = (data as { reviews: { about: { author: object } }[] }).reviews;
    expect(first).toEqual({ about: { pages: 1, author: { born: '1', age: '9' } } });
    expect(third).toEqual(first);
    expect(second).toEqual({ about: { pages: 2, author: null } });
    expect(third!.about.author).not.toBe(first!.about.author);
  });

  it('each get the error that the one answer has', async () => {
    const { errors } = await run(
      'library',
      twice,
      canned({
        reviews: [{ data: { reviews: [book('1'), book('1')] } }],
        catalog: [
          {
            data: { _entities: [{ pages: 1, author: null }] },
            errors: [{ message: 'no', path: ['_entities', 0, 'author'] }],
          },
        ],
      }),
    );
    expect(errors).toMatchObject([0, 1].map((at) => ({ message: 'no', path: ['reviews', at, 'about', 'author'] })));
  });

  it('get one error together where the fetch came to nothing', async () => {
    const { errors } = await run(
      'library',
      twice,
      canned({
        reviews: [{ data: { reviews: [book('1'), book('1')] } }],
        catalog: [{ data: null, errors: [{ message: 'away', path: ['_entities', 0, 'pages'] }] }],
      }),
    );
    expect(errors).toMatchObject([{ message: 'away', path: ['reviews', 0, 'about', 'pages'] }]);
  });
});
