import { type Attack, refusalCpuMs } from '../attack.ts';
import { graphAnswer, type HttpAnswer, toldOfAnswer } from '../client/answer.ts';
import type { Raid } from '../client/raid.ts';
import { recoverFields } from './clairvoyance.ts';
import { expectRefusal, expectThat, expectTurnedAway } from './expect.ts';

const worlds = ['made-up', 'product'] as const;
const refusing = { worlds, times: 10, cpuMs: refusalCpuMs } as const;

function expectNoSchema(answer: HttpAnswer): string {
  const { data } = graphAnswer(answer);
  const read = Object.values(data ?? {}).some((value) => value !== null && typeof value === 'object');
  expectThat(!read, 'nothing of the schema', toldOfAnswer(answer));
  return toldOfAnswer(answer);
}

const noSchema = (query: string): Pick<Attack, 'worlds' | 'times' | 'cpuMs' | 'run'> => ({
  ...refusing,
  run: async ({ stranger, fresh }) => expectNoSchema(await stranger().ask(`${query} # ${fresh()}`)),
});

/** Each name wrong by one letter, as a guess is. */
const almost = (word: string): string => `${word.slice(0, -1)}${word.endsWith('x') ? 'y' : 'x'}`;

async function misspelt(raid: Raid, texts: (word: string) => readonly string[]): Promise<string> {
  const { stranger, target, fresh } = raid;
  const one = stranger();
  let came = '';
  for (const word of target.words.all.slice(0, 12)) {
    for (const text of texts(almost(word))) {
      raid.attempt();
      came = expectRefusal(await one.ask(`${text} # ${fresh()}`), target, ['BAD_INPUT']);
    }
  }
  return came;
}

export const disclosure: readonly Attack[] = [
  { id: 'C1', sentence: '`__schema` tells nothing.', ...noSchema('{ __schema { types { name } } }') },
  { id: 'C2', sentence: '`__type` tells nothing.', ...noSchema('{ __type(name: "Query") { fields { name } } }') },
  {
    id: 'C3',
    sentence: '`__schema` in a fragment of a fragment tells nothing.',
    ...noSchema(
      '{ ...A } fragment A on Query { ... on Query { ...B } } fragment B on Query { s: __schema { queryType { name } } }',
    ),
  },
  {
    id: 'C4',
    sentence: 'A field with a typing error is not put right.',
    ...refusing,
    run: (raid) => misspelt(raid, (word) => [`{ ${word} }`, `{ ${raid.target.words.field} { ${word} } }`]),
  },
  {
    id: 'C5',
    sentence: 'An argument with a typing error is not put right.',
    ...refusing,
    run: (raid) =>
      misspelt(raid, (word) => [`{ ${raid.target.words.field.replace('(', `(${word}: 1, `)} { __typename } }`]),
  },
  {
    id: 'C6',
    sentence: 'A type, a value and an input field with a typing error are not put right, in variables neither.',
    ...refusing,
    async run(raid) {
      const { target } = raid;
      const { wrong, wrongValues } = target.words;
      const one = raid.stranger();
      for (const text of wrong) {
        raid.attempt();
        expectRefusal(await one.ask(text), target, ['BAD_INPUT']);
      }
      for (const body of wrongValues) {
        raid.attempt();
        const answer = await one.post(body);
        expectTurnedAway(answer, target, ['BAD_INPUT']);
        const given = JSON.stringify(body.variables);
        const told = target.words.all.filter((word) => answer.text.includes(`"${word}"`) && !given.includes(word));
        expectThat(told.length === 0, 'no word of the graph', told.join(' '));
      }
      return misspelt(raid, (word) => [`query ($a: ${word}) { __typename }`, `{ ... on ${word} { __typename } }`]);
    },
  },
  {
    id: 'C7',
    sentence: 'A browser that asks for text/html gets neither an explorer nor a landing page.',
    worlds,
    async run({ stranger }) {
      const one = stranger();
      const headers = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'sec-fetch-dest': 'document' };
      for (const path of ['/graphql', '/', '/graphiql', '/playground', '/altair', '/voyager', '/sandbox']) {
        const { text } = await one.send({ method: 'GET', path, headers });
        const sign = /graphiql|playground|apollo|sandbox|landing|altair|voyager/i.exec(
          text.replace(/"message":"[^"]*"/, ''),
        )?.[0];
        expectThat(sign === undefined, `no explorer at ${path}`, sign ?? '');
      }
      return 'none';
    },
  },
  {
    id: 'C8',
    sentence: 'No tracing, cost, plan or other extension comes with an answer, whoever asks for it.',
    worlds,
    async run({ stranger, target }) {
      const one = stranger();
      const asking = {
        'apollo-tracing': '1',
        'x-apollo-tracing': '1',
        'apollo-federation-include-trace': 'ftv1',
        'apollo-query-plan-experimental': '1',
        'apollo-expose-query-plan': 'true',
        'x-hive-debug': '1',
        debug: '1',
      };
      const answers = [
        await one.post({ ...target.words.control, extensions: { tracing: true, queryPlan: true } }, asking),
        await one.ask('{ nothingOfThisName }', undefined, asking),
      ];
      for (const answer of answers) {
        const { extensions, errors = [] } = graphAnswer(answer);
        expectThat(extensions === undefined, 'no extensions', JSON.stringify(extensions)?.slice(0, 100) ?? '');
        const told = errors.flatMap((error) => Object.keys(error.extensions ?? {}));
        const more = told.filter((key) => !['code', 'argument', 'errorId'].includes(key));
        expectThat(more.length === 0, 'a code alone', more.join());
      }
      return 'none';
    },
  },
  {
    id: 'C9',
    sentence: 'A text that is no GraphQL, and a subgraph that tells its own errors, are answered with a safe sentence.',
    worlds,
    async run({ stranger, target }) {
      const one = stranger();
      const came = expectRefusal(await one.ask('qwerty cop{abc}'), target, ['BAD_INPUT']);
      for (const body of target.words.breaking) {
        const { errors = [] } = graphAnswer(await one.post(body));
        expectThat(errors.length > 0, 'an error', 'none');
      }
      return came;
    },
  },
  {
    id: 'C10',
    sentence: 'A thief of schemas who has every word of ours on his list recovers no field by what errors say.',
    worlds,
    cpuMs: refusalCpuMs,
    async run({ stranger, target, attempt }) {
      const one = stranger();
      const recovered = await recoverFields(target.words.all, async (query) => {
        attempt();
        return graphAnswer(await one.ask(query));
      });
      expectThat(recovered.length === 0, 'no field', `${recovered.length}: ${recovered.slice(0, 12).join(' ')}`);
      return 'no field';
    },
  },
];
