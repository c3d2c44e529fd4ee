import { describe, expect, it } from '@jest/globals';
import { type Viewer, visitor } from '@lzstock/kit/viewer';
import fc from 'fast-check';
import {
  type GraphQLNamedType,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import { earlierSupergraph, guardedSupergraph, openClinic } from './testing/guarded-graph.ts';

const has =
  (...scopes: string[]) =>
  (viewer: Viewer) =>
    scopes.every((scope) => viewer.scopes?.includes(scope));
const isSignedIn = (viewer: Viewer): boolean => viewer.id !== null;
const mayRead = (viewer: Viewer): boolean => has('read:name')(viewer) || has('staff', 'night')(viewer);
const policies = (viewer: Viewer, policy: string): boolean => viewer.plan === policy || viewer.plan === 'all';
const isInsider = (viewer: Viewer): boolean => policies(viewer, 'insider');

/** Who may see the text of each protected field, written down by hand. */
const mayBeTold: Readonly<Record<string, (viewer: Viewer) => boolean>> = {
  '<Query.keys>': isSignedIn,
  '<Person.birth>': isSignedIn,
  '<Person.age>': isSignedIn,
  GOOD: isSignedIn,
  '<Strict.must>': isSignedIn,
  '<Person.name>': mayRead,
  '<Person.label>': mayRead,
  '<Ward.code>': isInsider,
  '<Bed.sign>': isInsider,
  '<Record.diagnosis>': isInsider,
  '<Person.secret>': has('read:notes'),
  '<Vault.gold>': has('vault'),
};

const viewers: readonly Viewer[] = [
  visitor,
  { id: 'ada' },
  { id: 'ada', scopes: ['read:name'] },
  { id: 'ada', scopes: ['staff', 'vault'] },
  { id: 'ada', plan: 'insider', scopes: ['read:notes'] },
  { id: null, plan: 'insider' },
];
const everything: Viewer = { id: 'ada', plan: 'all', scopes: ['read:name', 'staff', 'night', 'read:notes', 'vault'] };

const clinics = [guardedSupergraph, earlierSupergraph].map((sdl) => openClinic(sdl, policies));
const { api } = clinics[0]!.graph;

/**
 * A random selection of a type, with aliases, fragments that narrow or widen, and fields left out or not. Something is always selected: whether it asks for
 * what is skipped altogether depends on what else it asks.
 */
function selectionOf(type: GraphQLNamedType, depth: number): fc.Arbitrary<string> {
  if (!isAbstractType(type) && !isObjectType(type)) return fc.constant('');
  const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  const one = fields.flatMap((field): fc.Arbitrary<string>[] => {
    const of = getNamedType(field.type);
    const name = field.args.length > 0 ? `${field.name}(id: "p1")` : field.name;
    const alias = fc.constantFrom('', '', `${type.name}_${field.name}: `);
    const when = fc.constantFrom('', '', '', ' @include(if: $yes)', ' @skip(if: $yes)');
    if (isLeafType(of)) return [fc.tuple(alias, when).map(([as, how]) => `${as}${name}${how}`)];
    if (depth === 0) return [];
    return [fc.tuple(alias, when, selectionOf(of, depth - 1)).map(([as, how, below]) => `${as}${name}${how} ${below}`)];
  });
  const others = isAbstractType(type) ? api.getPossibleTypes(type) : isObjectType(type) ? type.getInterfaces() : [];
  const fragments = depth === 0 ? [] : [type, ...others];
  const all = [
    fc.constant('__typename'),
    ...one,
    ...fragments.map((each) => selectionOf(each, depth - 1).map((below) => `... on ${each.name} ${below}`)),
  ];
  return fc.array(fc.oneof(...all), { minLength: 1, maxLength: 5 }).map((parts) => `{ __typename ${parts.join(' ')} }`);
}

const operations = selectionOf(api.getQueryType()!, 3).map((text) => `query ($yes: Boolean! = true) ${text}`);
const isValid = (text: string): boolean =>
  validate(api, parse(text)).every(({ message }) => /never used/.test(message));
const used = (text: string): string => (text.includes('$yes)') ? text : text.replace(/^query \([^)]*\) /, ''));

/** Places at which an answer has null and the whole one something else, as response keys. */
function differences(part: unknown, whole: unknown, path: string): string[] {
  if (part === null && whole !== null) return [path];
  if (Array.isArray(part) && Array.isArray(whole))
    return part.flatMap((each, at) => differences(each, whole[at], path));
  if (typeof part !== 'object' || part === null) return part === whole ? [] : [`${path} is another`];
  const [some, all] = [part, whole] as Record<string, unknown>[];
  expect(Object.keys(some!).sort()).toEqual(Object.keys(all!).sort());
  return Object.keys(some!).flatMap((key) => differences(some![key], all![key], `${path}.${key}`));
}

describe('whatever the operation', () => {
  it('nothing protected is told to who may not be told, everything else is, and each null has its error', async () => {
    await fc.assert(
      fc.asyncProperty(operations.map(used).filter(isValid), fc.constantFrom(...viewers), async (text, viewer) => {
        for (const { as } of clinics) {
          const whole = await as(everything, text);
          expect(whole.errors).toBeUndefined();
          const { data, errors = [] } = await as(viewer, text);
          const told = JSON.stringify(data);
          for (const [secret, allowed] of Object.entries(mayBeTold))
            if (!allowed(viewer)) expect(told).not.toContain(secret);
          const refused = errors.map(({ path }) => `.${path?.filter((key) => typeof key === 'string').join('.')}`);
          for (const place of differences(data ?? null, whole.data ?? null, ''))
            expect(refused.some((path) => path.startsWith(place))).toBe(true);
          const code = viewer.id === null ? 'UNAUTHENTICATED' : 'FORBIDDEN';
          for (const { extensions } of errors) expect(extensions?.code).toBe(code);
        }
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});
