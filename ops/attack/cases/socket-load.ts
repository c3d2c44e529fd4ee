import { runConformance } from '../../conformance/run.ts';
import { defaults } from '../../conformance/server.ts';
import type { Attack } from '../attack.ts';
import { codeOf, type GraphAnswer } from '../client/answer.ts';
import type { Raid } from '../client/raid.ts';
import type { StrangerSocket } from '../client/socket.ts';
import type { OperationBody } from '../world/operation-body.ts';
import { expectThat, notStored, shapeCodes } from './expect.ts';
import { subscribe } from './talk.ts';

const worlds = ['made-up', 'product'] as const;

/** The same abuse that is turned away over HTTP. */
const abuses = ({ target: { words }, fresh }: Raid): readonly (readonly [what: string, query: string])[] => {
  const { field, leaf, round, tooMany } = words;
  const many = (count: number, text: (at: number) => string) =>
    Array.from({ length: count }, (_, at) => text(at)).join(' ');
  return [
    ['101 aliases', `{ ${many(101, (at) => `a${at}: __typename`)} }`],
    ['500 sign-ins', `mutation { ${many(500, (at) => `l${at}: login(name: "a", password: "${at}") { accepted }`)} }`],
    [
      'twelve levels',
      `{ ${field} ${`{ ${round.join(' { ')} `.repeat(12)}{ ${leaf} }${' }'.repeat(12 * round.length)} }`,
    ],
    ['a million elements', tooMany.literal],
    ['15,000 tokens', `{ ${'__typename '.repeat(5_000)} }`],
    ['1,000 directives', `{ ${many(1_000, () => '__typename @include(if: true)')} }`],
    ['introspection', '{ __schema { types { name } } }'],
    ['a guess', `{ wrk } # ${fresh()}`],
  ];
};

async function answerOf(socket: StrangerSocket, id: string, body: OperationBody): Promise<GraphAnswer> {
  socket.send(subscribe(id, body));
  const { type, payload } = await socket.message(`an answer to ${id}`, (message) => message.id === id, 15_000);
  return type === 'error' ? { errors: payload as NonNullable<GraphAnswer['errors']> } : (payload as GraphAnswer);
}

function refusalOf(what: string, { data, errors = [] }: GraphAnswer): string {
  expectThat(!data && errors.length > 0, `a refusal of ${what}`, data ? 'data' : 'nothing');
  return codeOf(errors[0]);
}

async function sameBounds(raid: Raid): Promise<string> {
  const { target } = raid;
  using socket = await raid.stranger().socket();
  await socket.init();
  const came: string[] = [];
  for (const [at, [what, query]] of abuses(raid).entries()) {
    const code = refusalOf(what, await answerOf(socket, `q${at}`, { query }));
    const allowed = [...shapeCodes, 'BAD_INPUT', notStored];
    expectThat(target.name !== 'lz' || allowed.includes(code), `a code of ours for ${what}`, code);
    came.push(code);
  }
  const code = refusalOf('values', await answerOf(socket, 'values', target.words.tooMany.byValue));
  expectThat(target.name !== 'lz' || code === 'COST_LIMIT', 'COST_LIMIT for values', code);
  return [...new Set(came)].join(' ');
}

async function framing({ target }: Raid): Promise<string> {
  const verdicts = await runConformance(
    {
      ...defaults,
      url: target.socketUrl,
      query: target.words.control.query,
      patience: target.patient ? 15_000 : 5_000,
    },
    ['framing'],
  );
  const broken = verdicts.filter(({ outcome }) => outcome === 'fail');
  expectThat(broken.length === 0, 'every abuse refused', broken.map(({ id, came }) => `${id} (${came})`).join('; '));
  return `${verdicts.length} abuses, each failed its own connection alone`;
}

async function heapMb(probeUrl: string): Promise<number> {
  return Number(await (await fetch(`${probeUrl}heap`)).text()) / 2 ** 20;
}

/** Connects from many addresses, says nothing, and waits until all are closed. */
async function silentWave(raid: Raid, sockets: number): Promise<number> {
  const perStranger = 100;
  const betweenMs = 100;
  let closed = 0;
  for (let opened = 0; opened < sockets; opened += perStranger) {
    const one = raid.stranger();
    const all = await Promise.all(Array.from({ length: perStranger }, () => one.socket()));
    for (const socket of all) {
      socket
        .closed(120_000)
        .then(() => closed++)
        .catch(() => undefined);
    }
    await new Promise((resolve) => setTimeout(resolve, betweenMs));
  }
  for (const until = Date.now() + 60_000; closed < sockets && Date.now() < until; )
    await new Promise((resolve) => setTimeout(resolve, 100));
  return closed;
}

async function silent(raid: Raid): Promise<string> {
  const { target } = raid;
  const sockets = target.patient ? 500 : 5_000;
  const memory: number[] = [];
  for (let wave = 0; wave < (target.patient ? 1 : 3); wave++) {
    const closed = await silentWave(raid, sockets);
    expectThat(closed === sockets, `${sockets} closed`, String(closed));
    if (target.probeUrl !== null) memory.push(await heapMb(target.probeUrl));
  }
  const grown = (memory.at(-1) ?? 0) - (memory.at(-2) ?? 0);
  const told = `${sockets} closed in each of ${memory.length} waves, ${memory.map((mb) => mb.toFixed(0)).join(', ')} MB in use`;
  expectThat(target.patient || grown < 8, 'flat memory', told);
  return told;
}

/** Answers no ping: gone within two looks of the target, which are 15 s apart at most. */
async function halfOpen({ target, stranger }: Raid): Promise<string> {
  using socket = await stranger().socket();
  await socket.init();
  const { afterMs } = await socket.deafen(120_000);
  const told = `cut ${(afterMs / 1_000).toFixed(1)} s after the ping`;
  expectThat(target.patient || afterMs < 31_000, 'an end within two looks', told);
  return told;
}

export const socketLoad: readonly Attack[] = [
  {
    id: 'G14',
    sentence: 'Queries and mutations over a socket meet the bounds that they meet over HTTP.',
    worlds,
    run: sameBounds,
  },
  {
    id: 'G15',
    sentence: 'More than thirty abuses of the framing end their own connection and no other.',
    worlds,
    run: framing,
  },
  {
    id: 'G16a',
    sentence: 'A peer that answers no ping is gone after two looks.',
    worlds,
    slow: true,
    run: halfOpen,
  },
  {
    id: 'G16b',
    sentence: '5,000 sockets that say nothing are closed and leave no memory behind.',
    run: silent,
  },
];
