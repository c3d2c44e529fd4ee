import { type Attack, refusalCpuMs } from '../attack.ts';
import { graphAnswer, type HttpAnswer, toldOfAnswer } from '../client/answer.ts';
import type { Raid } from '../client/raid.ts';
import { libraryOperations } from '../world/library/operations.ts';
import { expectRefusal, expectThat } from './expect.ts';

const times = 10;
const costly = ['COST_LIMIT'];
const tooMany = 1_000_000;

/** An operation of the manifest with a value of the attacker's, or a text of his own. */
const refusing = (
  body: (raid: Raid) => { readonly query: string; readonly variables?: object },
): Pick<Attack, 'times' | 'cpuMs' | 'run'> => ({
  times,
  cpuMs: refusalCpuMs,
  async run(raid) {
    const { query, variables } = body(raid);
    const text = raid.target.safelist ? query : `${query} # ${raid.fresh()}`;
    return expectRefusal(await raid.stranger().ask(text, variables), raid.target, costly);
  },
});

/** Two hundred at once of what is just allowed, from one address. */
async function drain({ target, stranger }: Raid): Promise<string> {
  const one = stranger();
  const other = stranger();
  const ask = (who: typeof one): Promise<HttpAnswer> =>
    who.post({ query: libraryOperations.heavy, variables: { first: 60 } });
  const first = await ask(one);
  expectThat(first.status === 200 && !graphAnswer(first).errors, 'the first one answered', toldOfAnswer(first));
  const answers: HttpAnswer[] = [];
  for (let round = 0; round < 4; round++)
    answers.push(...(await Promise.all(Array.from({ length: 50 }, () => ask(one)))));
  const refused = answers.filter(({ status }) => status === 429);
  expectThat(refused.length > 0, 'some of 200 answered 429', `${answers.length} other answers`);
  const hasty = refused.filter(({ headers }) => !(Number(headers['retry-after']) > 0));
  expectThat(hasty.length === 0, 'Retry-After with each 429', `${hasty.length} without`);
  const served = await ask(other);
  expectThat(served.status === 200, 'another address served', toldOfAnswer(served));
  expectThat(
    target.name !== 'lz' || answers.every(({ status }) => status < 500),
    'no fault',
    'a status of 500 or more',
  );
  return `${refused.length} of 200 answered 429, another address served`;
}

export const cost: readonly Attack[] = [
  {
    id: 'B14',
    sentence: 'A million elements asked for by a literal are turned away.',
    ...refusing(() => ({ query: `{ works(first: ${tooMany}) { id } }` })),
  },
  {
    id: 'B15',
    sentence: 'A million elements asked for by a variable are turned away, in an operation that is known too.',
    ...refusing(() => ({ query: libraryOperations.works, variables: { first: tooMany } })),
  },
  {
    id: 'B16',
    sentence: 'A million elements asked for by the default of a variable are turned away.',
    ...refusing(() => ({ query: `query ($first: Int = ${tooMany}) { works(first: $first) { id } }` })),
  },
  {
    id: 'B17',
    sentence: 'A million elements asked for inside an input are turned away.',
    ...refusing(() => ({ query: libraryOperations.page, variables: { page: { first: tooMany } } })),
  },
  {
    id: 'B18',
    sentence: 'Who asks 200 times at once for the most that is allowed is told to wait; others are served.',
    run: drain,
  },
];
