import { describe, expect, it } from '@jest/globals';
import { type Viewer, visitor } from '@lzstock/kit/viewer';
import { type OperationDefinitionNode, parse } from 'graphql';
import { earlierSupergraph, guardedSupergraph, openClinic } from './testing/guarded-graph.ts';

const policies = (viewer: Viewer, policy: string): boolean => viewer.plan === 'inside' && policy === 'insider';
const signedIn: Viewer = { id: 'ada' };
const scoped: Viewer = { id: 'ada', scopes: ['night', 'read:notes', 'staff', 'vault'] };
const half: Viewer = { id: 'ada', scopes: ['staff'] };
const insider: Viewer = { id: 'ada', plan: 'inside' };

const clinic = openClinic(guardedSupergraph, policies);
const earlier = openClinic(earlierSupergraph, policies);

type Verdict = 'told' | 'UNAUTHENTICATED' | 'FORBIDDEN';

/** Operation, and the verdicts for a visitor, one signed in, one with some scopes, one with all, one whom a policy allows. */
const matrix: [string, string, [Verdict, Verdict, Verdict, Verdict, Verdict]][] = [
  ['an open field', '{ hours }', ['told', 'told', 'told', 'told', 'told']],
  ['a root field', '{ keys }', ['UNAUTHENTICATED', 'told', 'told', 'told', 'told']],
  ['a field of an entity', '{ people { birth } }', ['UNAUTHENTICATED', 'told', 'told', 'told', 'told']],
  ['scopes', '{ people { name } }', ['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', 'told', 'FORBIDDEN']],
  ['a policy', '{ ward { code } }', ['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'told']],
  ['an enum', '{ people { mood } }', ['UNAUTHENTICATED', 'told', 'told', 'told', 'told']],
  ['a scalar', '{ people { secret } }', ['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', 'told', 'FORBIDDEN']],
  ['an object', '{ vault { gold } }', ['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', 'told', 'FORBIDDEN']],
  [
    'an object in name only',
    '{ vault { __typename } }',
    ['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', 'told', 'FORBIDDEN'],
  ],
  ['an interface', '{ being { name } }', ['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', 'told', 'FORBIDDEN']],
  [
    'a type behind an interface',
    '{ being { friend { ... on Person { name } } } }',
    ['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', 'told', 'FORBIDDEN'],
  ],
  ['another type behind it', '{ being { ... on Pet { name } } }', ['told', 'told', 'told', 'told', 'told']],
  [
    'an interface within a fragment',
    '{ being { ...F } } fragment F on Being { friend { ...G } } fragment G on Being { name }',
    ['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', 'told', 'FORBIDDEN'],
  ],
  [
    'an interface narrowed and widened again',
    '{ being { friend { ... on Person { ... on Being { name } } } } }',
    ['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', 'told', 'FORBIDDEN'],
  ],
  ['an alias', '{ people { nick: name } }', ['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', 'told', 'FORBIDDEN']],
  [
    'a fragment on the root',
    '{ ...F } fragment F on Query { keys }',
    ['UNAUTHENTICATED', 'told', 'told', 'told', 'told'],
  ],
  [
    'a member of a union',
    '{ found { ... on Ward { code } } }',
    ['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'told'],
  ],
  [
    'what is computed from a protected field',
    '{ people { age } }',
    ['UNAUTHENTICATED', 'told', 'told', 'told', 'told'],
  ],
  [
    'what is computed from what is computed',
    '{ people { label } }',
    ['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', 'told', 'FORBIDDEN'],
  ],
  [
    'a field of another subgraph',
    '{ people { record { diagnosis } } }',
    ['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'told'],
  ],
  [
    'a field of what a mutation answers',
    'mutation { greet { by } }',
    ['UNAUTHENTICATED', 'told', 'told', 'told', 'told'],
  ],
  ['a mutation', 'mutation { wipe }', ['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']],
];

const viewers = { visitor, signedIn, half, scoped, insider };

describe.each([
  ['as composed', clinic],
  ['as composed by earlier versions', earlier],
])('a protected graph %s', (_, { as }) => {
  it.each(matrix)(
    'withholds %s from those who lack what it needs, and tells it to the others',
    async (_name, query, verdicts) => {
      const came = await Promise.all(
        Object.values(viewers).map(async (viewer): Promise<unknown> => {
          const { data, errors } = await as(viewer, query);
          if (errors) return errors[0]?.extensions?.code;
          return JSON.stringify(data).includes('null') ? data : 'told';
        }),
      );
      expect(came).toEqual(verdicts);
    },
  );
});

describe('what is withheld', () => {
  it('is null, with one error at its first place, and the rest is told', async () => {
    expect(await clinic.as(visitor, '{ people { id nick birth } hours }')).toEqual({
      data: {
        people: [
          { id: 'p1', nick: '<Person.nick>', birth: null },
          { id: 'p1', nick: '<Person.nick>', birth: null },
        ],
        hours: '<Query.hours>',
      },
      errors: [
        { message: 'Sign in to see this', path: ['people', 0, 'birth'], extensions: { code: 'UNAUTHENTICATED' } },
      ],
    });
  });

  it('makes the nearest parent null that may be, where the field itself may not', async () => {
    expect(await clinic.as(signedIn, '{ ward { title code } hours }')).toMatchObject({
      data: { ward: null, hours: '<Query.hours>' },
      errors: [{ path: ['ward', 'code'], extensions: { code: 'FORBIDDEN' } }],
    });
    expect(await clinic.as(visitor, '{ strict { must may } hours }')).toMatchObject({
      data: null,
      errors: [{ path: ['strict', 'must'] }],
    });
  });

  it('is told nothing of where the viewer said to leave it out', async () => {
    const query = 'query ($with: Boolean!) { people { id birth @include(if: $with) name @skip(if: true) } }';
    expect(await clinic.as(visitor, query, { with: false })).toEqual({
      data: { people: [{ id: 'p1' }, { id: 'p1' }] },
    });
    expect((await clinic.as(visitor, query, { with: true })).errors).toHaveLength(1);
  });

  it('is no less withheld where the same field is allowed in another fragment', async () => {
    const { data, errors } = await clinic.as(visitor, '{ being { name ... on Pet { name } friend { name } } }');
    expect(data).toEqual({ being: { name: '<Pet.name>', friend: { name: null } } });
    expect(errors?.map(({ path }) => path)).toEqual([['being', 'friend', 'name']]);
  });

  it('is asked of no subgraph, not even for another field', async () => {
    clinic.asked.length = 0;
    await clinic.as(visitor, '{ people { birth age label name } keys vault { gold } }');
    expect(clinic.asked.join()).not.toMatch(/birth|\bage|label|\bname\b|keys|gold/);
  });

  it('is, in a mutation, the whole of it: nothing is run', async () => {
    clinic.asked.length = 0;
    expect(await clinic.as(signedIn, 'mutation { greet { text } wipe }')).toEqual({
      data: null,
      errors: [{ message: 'Your sign-in does not allow this', path: ['wipe'], extensions: { code: 'FORBIDDEN' } }],
    });
    expect(clinic.asked).toEqual([]);
  });

  it('can be everything', async () => {
    expect(await clinic.as(visitor, '{ keys vault { gold } }')).toMatchObject({ data: { keys: null, vault: null } });
  });

  it('leaves no trace under names of its own, whatever names the client chose', async () => {
    const { data } = await clinic.as(
      visitor,
      '{ people { withheld_0: nick withheld_1: birth ...F } } fragment F on Person { birth }',
    );
    expect(data).toEqual({
      people: [0, 1].map(() => ({ withheld_0: '<Person.nick>', withheld_1: null, birth: null })),
    });
  });

  it('is worked out once for all from whom the same is withheld', () => {
    const { executor } = clinic;
    const document = parse('{ people { name } keys }');
    const [operation] = document.definitions as [OperationDefinitionNode];
    const seenBy = (viewer: Viewer) => executor.judge({ document, operation }, viewer);
    expect(seenBy(signedIn)).toBe(seenBy({ id: 'bob', scopes: ['staff', 'day'] }));
    expect(seenBy(signedIn)).toBe(seenBy(half));
    expect(seenBy(visitor)).not.toBe(seenBy(signedIn));
    expect(seenBy(scoped)).toBeNull();
  });
});

describe('supergraphs', () => {
  it('of earlier compositions mark neither interfaces nor what is computed', () => {
    const marked = /@(authenticated|requiresScopes|policy)/;
    const parts = (sdl: string) =>
      [/interface Being[^}]*}/, /^ {2}age: .*$/m, /^ {2}label: .*$/m, /^ {2}sign: .*$/m].map(
        (part) => part.exec(sdl)![0],
      );
    for (const part of parts(guardedSupergraph)) expect(part).toMatch(marked);
    for (const part of parts(earlierSupergraph)) expect(part).not.toMatch(marked);
  });

  it('whose directives go by other names are protected all the same', async () => {
    const renamed = guardedSupergraph
      .replace('"https://specs.apollo.dev/authenticated/v0.1"', '$&, as: "members"')
      .replaceAll('@authenticated', '@members');
    expect(renamed).toContain('as: "members"');
    const { as } = openClinic(renamed, policies);
    expect(await as(visitor, '{ keys }')).toMatchObject({ data: { keys: null } });
    expect(await as(signedIn, '{ keys }')).toMatchObject({ data: { keys: ['<Query.keys>', '<Query.keys>'] } });
  });

  it('that want something else enforced are not opened', () => {
    const unknown = guardedSupergraph.replace('specs.apollo.dev/policy/v0.1', 'specs.apollo.dev/policy/v0.2');
    expect(() => openClinic(unknown, policies)).toThrow(/unsupported/);
  });
});
