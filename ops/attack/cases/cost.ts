import { type Attack, refusalCpuMs } from '../attack.ts';
import { graphAnswer, type HttpAnswer, toldOfAnswer } from '../client/answer.ts';
import type { Raid } from '../client/raid.ts';
import { libraryOperations } from '../world/library/operations.ts';
import type { OperationBody } from '../world/operation-body.ts';
import { expectRefusal, expectThat, expectTurnedAway } from './expect.ts';

const worlds = ['made-up', 'product'] as const;
const times = 10;
const costly = ['COST_LIMIT'];
const tooMany = 1_000_000;

const refusing = (
  ask: (raid: Raid) => Promise<HttpAnswer>,
  expectThis: typeof expectRefusal,
  codes: readonly string[] = costly,
): Pick<Attack, 'times' | 'cpuMs' | 'run'> => ({
  times,
  cpuMs: refusalCpuMs,
  run: async (raid) => expectThis(await ask(raid), raid.target, codes),
});

/** A text of the attacker's. */
const byText = (text: (raid: Raid) => string) =>
  refusing((raid) => raid.stranger().ask(`${text(raid)} # ${raid.fresh()}`), expectRefusal);

/** An operation of the manifest with values of the attacker's. */
const byValue = (body: (raid: Raid) => OperationBody, codes?: readonly string[]) =>
  refusing((raid) => raid.stranger().post(body(raid)), expectTurnedAway, codes);

/** Two hundred at once of what is just allowed, from one address. */
async function drain({ target, stranger }: Raid): Promise<string> {
  const one = stranger();
  const other = stranger();
  const ask = (who: typeof one): Promise<HttpAnswer> => who.post(target.words.heavy);
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
    worlds,
    ...byText(({ target }) => target.words.tooMany.literal),
  },
  {
    id: 'B15a',
    sentence: 'A million elements asked for by a variable are turned away, in an operation that is known too.',
    worlds,
    ...byValue(({ target }) => target.words.tooMany.byValue),
  },
  {
    id: 'B15b',
    sentence: '20,000 elements named one by one in a variable are turned away.',
    worlds: ['product'],
    ...byValue(({ target }) => target.words.tooMany.byNames!, ['COST_LIMIT', 'BAD_INPUT']),
  },
  {
    id: 'B16',
    sentence: 'A million elements asked for by the default of a variable are turned away.',
    worlds,
    ...byText(({ target }) => target.words.tooMany.byDefault),
  },
  {
    id: 'B17',
    sentence: 'A million elements asked for inside an input are turned away.',
    ...byValue(() => ({ query: libraryOperations.page, variables: { page: { first: tooMany } } })),
  },
  {
    id: 'B18',
    sentence: 'Who asks 200 times at once for the most that is allowed is told to wait; others are served.',
    worlds,
    run: drain,
  },
];
