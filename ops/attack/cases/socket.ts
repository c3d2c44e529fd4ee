import { openWire } from '../../conformance/wire.ts';
import { type Attack, refusalCpuMs } from '../attack.ts';
import type { Raid } from '../client/raid.ts';
import type { StrangerSocket } from '../client/socket.ts';
import { libraryOperations } from '../world/library/operations.ts';
import { friendlyOrigin } from '../world/start.ts';
import type { Target } from '../world/target.ts';
import { expectThat } from './expect.ts';
import { expectClosed, ids, subscribe } from './talk.ts';

const worlds = ['made-up', 'product'] as const;
const kib = 1024;

/** A page of elsewhere: the handshake is refused, or the socket closed before it could say anything. */
async function fromPage({ stranger }: Raid, headers: Readonly<Record<string, string>>): Promise<string> {
  using socket = await stranger().socket({ headers });
  if (socket.refused !== null) return `refused with ${socket.refused}`;
  socket.send({ type: 'connection_init' });
  const { code } = await socket.closed(5_000);
  return `closed with ${code}`;
}

/** What a closed list of codes says about one breach of the protocol. */
const breach = (
  codes: readonly number[],
  commit: (socket: StrangerSocket, raid: Raid) => Promise<void>,
  ms = 5_000,
): Pick<Attack, 'worlds' | 'run'> => ({
  worlds,
  async run(raid) {
    using socket = await raid.stranger().socket();
    await commit(socket, raid);
    return await expectClosed(socket, codes, ms);
  },
});

async function legacy({ target }: Raid): Promise<string> {
  const came: string[] = [];
  for (const protocols of [['graphql-ws'], [], ['mqtt', 'graphql-ws']]) {
    using wire = await openWire(target.socketUrl, { protocols }, 10_000);
    if (wire.status !== 101) {
      came.push(String(wire.status));
      continue;
    }
    wire.sendText({ type: 'connection_init' }, { id: '1', type: 'start', payload: { query: '{ __typename }' } });
    const { code } = await wire.closed(10_000);
    expectThat([4406, 1002, 1006].includes(code), 'a close with 4406', String(code));
    came.push(String(code));
  }
  return came.join(', ');
}

async function oddIds(raid: Raid): Promise<string> {
  const came: string[] = [];
  for (const id of ['__proto__', 'constructor', 'x'.repeat(kib * kib)]) {
    using socket = await raid.stranger().socket();
    await socket.init();
    socket.send(subscribe(id, raid.target.words.subscription));
    came.push(await expectClosed(socket, id.length > kib ? [4400, 1009] : [4400], 5_000));
  }
  return came.join(', ');
}

/** The 101st is refused and the others go on. */
async function manySubscriptions({ target, stranger }: Raid): Promise<string> {
  using socket = await stranger().socket();
  await socket.init();
  for (const id of ids(101)) socket.send(subscribe(id, target.words.subscription));
  const last = await socket.message('an answer to the 101st', ({ id }) => id === 's100', 10_000);
  expectThat(last.type === 'error', 'an error', last.type);
  const refused = socket.messages.filter(({ type }) => type === 'error');
  expectThat(refused.length === 1 && socket.isOpen, 'one refusal, an open socket', `${refused.length} refusals`);
  return `${JSON.stringify(last.payload).slice(0, 90)}, socket open`;
}

async function flood({ target, stranger }: Raid): Promise<string> {
  using socket = await stranger().socket();
  await socket.init();
  const many = Array.from({ length: 2_500 }, () => '{"type":"ping"}');
  const rounds = target.patient ? 20 : 4;
  for (let round = 0; round < rounds && socket.isOpen; round++) {
    socket.send(...many);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return await expectClosed(socket, [4829], 5_000);
}

async function tooLong({ stranger }: Raid): Promise<string> {
  using socket = await stranger().socket();
  await socket.init();
  socket.send({ type: 'ping', payload: { long: 'x'.repeat(65 * kib) } });
  return await expectClosed(socket, [1009], 5_000);
}

const isOpenToPages = (target: Target): string | null =>
  target.name === 'stock' ? 'it knows no sign-in that a cookie could carry' : null;

/** A program without a page, with the cookie of somebody who signed in. */
async function withCookie({ stranger }: Raid): Promise<string> {
  using socket = await stranger().socket({ headers: { cookie: 'refresh=stolen; session=stolen; token=stolen' } });
  if (socket.refused !== null) return `refused with ${socket.refused}`;
  await socket.init();
  socket.send(subscribe('me', { query: libraryOperations.me }));
  const said = await socket.message('an answer', ({ id }) => id === 'me');
  const { data } = (said.payload ?? {}) as { data?: { me?: unknown } };
  expectThat(!data?.me, 'nobody signed in', JSON.stringify(said.payload));
  return `${said.type}: nobody is signed in`;
}

export const socket: readonly Attack[] = [
  {
    id: 'G1',
    sentence: 'A page of an evil origin opens no socket.',
    worlds,
    times: 10,
    cpuMs: refusalCpuMs,
    run: (raid) => fromPage(raid, { origin: 'https://evil.example' }),
  },
  {
    id: 'G2',
    sentence: 'A cookie without an origin signs nobody in.',
    cannot: isOpenToPages,
    run: withCookie,
  },
  {
    id: 'G3',
    sentence: 'A page whose origin looks like a listed one opens no socket.',
    worlds,
    async run(raid) {
      const own = new URL(raid.target.origin).host;
      const alike = [
        `${friendlyOrigin}.evil.example`,
        `https://${own}.evil.example`,
        `http://evil.example/${own}`,
        'null',
      ];
      for (const origin of alike) await fromPage(raid, { origin });
      return fromPage(raid, { origin: friendlyOrigin.replace('app.', 'appx.') });
    },
  },
  {
    id: 'G4',
    sentence: 'Who subscribes before the hello is closed with 4401.',
    ...breach([4401], async (one, { target }) => one.send(subscribe('1', target.words.subscription))),
  },
  { id: 'G5', sentence: 'The legacy subprotocol, none and an unknown one are refused.', worlds, run: legacy },
  {
    id: 'G6',
    sentence: 'Who says no hello within 3 s is closed with 4408.',
    slow: true,
    worlds,
    async run({ target, stranger }) {
      using one = await stranger().socket();
      const began = performance.now();
      const came = await expectClosed(one, [4408], target.patient ? 20_000 : 5_000);
      return `${came} after ${((performance.now() - began) / 1_000).toFixed(1)} s`;
    },
  },
  {
    id: 'G7',
    sentence: 'Who says hello twice is closed with 4429.',
    ...breach([4429], async (one) => {
      await one.init();
      one.send({ type: 'connection_init' });
    }),
  },
  {
    id: 'G8',
    sentence: 'Who uses an id twice is closed with 4409.',
    ...breach([4409], async (one, { target }) => {
      await one.init();
      one.send(subscribe('1', target.words.subscription), subscribe('1', target.words.subscription));
    }),
  },
  {
    id: 'G9',
    sentence: 'The ids __proto__ and constructor, and one of 1 MB, are closed with 4400.',
    worlds,
    run: oddIds,
  },
  {
    id: 'G11a',
    sentence: 'The 101st subscription of one socket is refused, the others go on.',
    worlds,
    run: manySubscriptions,
  },
  { id: 'G12', sentence: 'A message over 64 KB is closed with 1009.', worlds, run: tooLong },
  {
    id: 'G13',
    sentence: 'Thousands of messages a second are closed with 4829, and others notice nothing.',
    worlds,
    run: flood,
  },
];
