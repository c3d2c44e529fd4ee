import { rings } from '@lzstock/gateway/planner/testing/ring';
import { type Attack, refusalCpuMs } from '../attack.ts';
import { graphAnswer } from '../client/answer.ts';
import type { Raid } from '../client/raid.ts';
import type { Vocabulary } from '../world/vocabulary.ts';
import { expectRefusal, expectTurnedAway, shapeCodes, TooSlow } from './expect.ts';

const times = 10;
const numbers = (many: number): number[] => Array.from({ length: many }, (_, at) => at);
const many = (count: number, text: (at: number) => string): string => numbers(count).map(text).join(' ');

const worlds = ['made-up', 'product'] as const;

const refusing = (
  text: (words: Vocabulary) => string,
  codes: readonly string[] = shapeCodes,
): Pick<Attack, 'worlds' | 'times' | 'cpuMs' | 'run'> => ({
  worlds,
  times,
  cpuMs: refusalCpuMs,
  run: async ({ target, stranger, fresh }) =>
    expectRefusal(await stranger().ask(`${text(target.words)} # ${fresh()}`), target, codes),
});

/** Each fragment spreads the next one twice: 2 to the power of `depth` fields. */
const exponential = ({ field, type, leaf }: Vocabulary, depth: number): string =>
  `{ ${field} { ...F1 } } ${many(depth, (at) => `fragment F${at + 1} on ${type} { ${at + 1 < depth ? `...F${at + 2} ...F${at + 2}` : leaf} }`)}`;

/** From one object to more of its kind, and again. */
const rounds = ({ round }: Vocabulary, times: number, inside: string): string =>
  `${`${round.join(' { ')} { `.repeat(times)}${inside}${' }'.repeat(times * round.length)}`;
const roundsBelow = ({ round }: Vocabulary, depth: number): number => Math.ceil(depth / round.length);
const cycle = (words: Vocabulary, depth: number): string =>
  `{ ${words.field} { ${rounds(words, roundsBelow(words, depth), words.leaf)} } }`;
function cycleOfFragments(words: Vocabulary, depth: number): string {
  const { field, type, leaf } = words;
  const fragments = roundsBelow(words, depth);
  return `{ ${field} { ...P1 } } ${many(fragments, (at) => `fragment P${at + 1} on ${type} { ${rounds(words, 1, at + 1 < fragments ? `...P${at + 2}` : leaf)} }`)}`;
}

const numbersOfKnot = 'weight length colour';
const knots = (depth: number): string =>
  depth === 0 ? numbersOfKnot : `weight next { ${knots(depth - 1)} } other { ${knots(depth - 1)} }`;
const chain = (depth: number): string => (depth === 0 ? numbersOfKnot : `weight next { ${chain(depth - 1)} }`);
/** Ways to plan that multiply with each step, and with each field of the root. */
const plannersWorst: readonly string[] = [
  `{ ${many(20, (at) => `k${at}: knot { id weight next { id length other { id colour } } }`)} }`,
  ...[2, 4, 6].map((depth) => `{ knot { ${knots(depth)} } }`),
  ...[4, 6, 7, 8].map((depth) => `{ knot { ${chain(depth)} } }`),
  ...[1, 2].map((depth) => `{ ring { ${rings(depth)} } }`),
];

const introspection = (depth: number): string =>
  `{ __schema { types { ${'fields { type { '.repeat(depth)}name${' } }'.repeat(depth)} } } }`;

const overlapping = (words: Vocabulary, fragments: number): string =>
  `{ ${many(fragments, (at) => `...O${at}`)} } ${many(
    fragments,
    (at) => `fragment O${at} on Query { ${words.field} { ${words.leaf} ${rounds(words, 2, words.leaf)} } }`,
  )}`;
const overlappingInline = ({ field, type, leaf }: Vocabulary): string =>
  `{ ${field} { ${many(200, () => `... on ${type} { ${many(100, () => leaf)} }`)} } }`;

/** Turned away, or answered as fast as any other. */
async function refusedOrFast(raid: Raid, text: string): Promise<string> {
  const one = raid.stranger();
  const began = performance.now();
  const answer = await one.ask(`${text} # ${raid.fresh()}`);
  const took = performance.now() - began;
  if (graphAnswer(answer).data) {
    if (raid.target.patient) return 'answered';
    if (took >= 200)
      throw new TooSlow(`expected a refusal or an answer within 200 ms, came an answer after ${took.toFixed(0)} ms`);
    return `answered in ${took.toFixed(0)} ms`;
  }
  return expectRefusal(answer, raid.target, [...shapeCodes, 'BAD_INPUT']);
}

const login = (at: number): string => `l${at}: login(name: "ada", password: "${at}") { accepted }`;

export const shape: readonly Attack[] = [
  {
    id: 'B1',
    sentence: '101 aliases of one field are turned away.',
    ...refusing(() => `{ ${many(101, (at) => `a${at}: __typename`)} }`),
  },
  {
    id: 'B2',
    sentence: '500 sign-ins under aliases in one request are turned away.',
    ...refusing(() => `mutation { ${many(500, login)} }`),
  },
  {
    id: 'B3',
    sentence: 'One field 500 times is turned away.',
    ...refusing(({ field, leaf }) => `{ ${field} { ${many(500, () => leaf)} } }`),
  },
  {
    id: 'B4',
    sentence: 'One directive ten times on one field is turned away.',
    ...refusing(
      ({ field, leaf }) => `{ ${field} { ${leaf} ${many(10, () => '@include(if: true)')} } }`,
      [...shapeCodes, 'BAD_INPUT'],
    ),
  },
  {
    id: 'B5',
    sentence: '1,000 directives are turned away.',
    ...refusing(() => `{ ${many(1_000, () => '__typename @include(if: true)')} }`),
  },
  {
    id: 'B6',
    sentence: 'Ten operations in one body are turned away.',
    worlds,
    times,
    cpuMs: refusalCpuMs,
    run: async ({ target, stranger }) =>
      expectTurnedAway(await stranger().post(numbers(10).map(() => target.words.control)), target, [
        ...shapeCodes,
        'BAD_INPUT',
      ]),
  },
  {
    id: 'B7',
    sentence: 'Introspection that goes nine rounds in its circle is turned away.',
    ...refusing(() => introspection(9), [...shapeCodes, 'BAD_INPUT', 'FORBIDDEN']),
  },
  { id: 'B8', sentence: 'Twelve levels of peers of peers are turned away.', ...refusing((words) => cycle(words, 12)) },
  {
    id: 'B9',
    sentence: 'Twelve levels of peers through named fragments are turned away.',
    ...refusing((words) => cycleOfFragments(words, 12)),
  },
  {
    id: 'B10',
    sentence: '25 fragments, each spreading the next one twice, are turned away.',
    ...refusing((words) => exponential(words, 25)),
  },
  {
    id: 'B11',
    sentence:
      'Fields that many subgraphs can answer, chained, side by side and in a ring of keys, do not keep the planner busy.',
    async run(raid) {
      const came = [];
      for (const text of plannersWorst) came.push((await refusedOrFast(raid, text)).slice(0, 18));
      return came.join(', ');
    },
  },
  {
    id: 'B12',
    sentence: '150 named fragments that overlap field by field are turned away or answered in 200 ms.',
    worlds,
    times: 5,
    cpuMs: refusalCpuMs,
    run: (raid) => refusedOrFast(raid, overlapping(raid.target.words, 150)),
  },
  {
    id: 'B13',
    sentence: '200 inline fragments of 100 fields each are turned away or answered in 200 ms.',
    worlds,
    times: 5,
    cpuMs: refusalCpuMs,
    run: (raid) => refusedOrFast(raid, overlappingInline(raid.target.words)),
  },
];
