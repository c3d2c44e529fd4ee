import type { Attack } from '../attack.ts';
import { graphAnswer, toldOfAnswer } from '../client/answer.ts';
import type { Raid } from '../client/raid.ts';
import { expectThat } from './expect.ts';
import { expectClosed, subscribe } from './talk.ts';
import { bearer, issuerOf, knowsNoSignIn, me } from './token.ts';

const seconds = (): number => Math.floor(Date.now() / 1_000);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Seconds between the publication of a key and the first token signed with it, as a careful issuer waits. */
const publishedAheadMs = 6_000;

/** New key published, then signed with, then the old one retired, while requests go on and an attacker asks for keys that nobody has. */
async function rotation(raid: Raid): Promise<string> {
  const issuer = issuerOf(raid);
  const one = raid.stranger();
  const attacker = raid.stranger();
  const failed: string[] = [];
  let asked = 0;
  let stop = false;
  const askMe = async (token: string) => {
    const answer = await one.ask(me, undefined, bearer(token));
    return graphAnswer(answer).data?.me ? null : toldOfAnswer(answer);
  };
  const repeat = async (act: () => Promise<unknown>, everyMs: number) => {
    for (; !stop; await pause(everyMs)) await act();
  };
  const load = repeat(async () => {
    const failure = await askMe(await issuer.token());
    asked++;
    if (failure) failed.push(failure);
  }, 20);
  const attack = repeat(
    async () => attacker.ask(me, undefined, bearer(await issuer.token({ header: { kid: `nobody-${raid.fresh()}` } }))),
    200,
  );
  let goneMs: number | null = null;
  try {
    const old = issuer.newest;
    const oldToken = await issuer.token();
    const next = await issuer.publish();
    await pause(publishedAheadMs);
    issuer.use(next);
    await pause(2_000);
    const before = await askMe(oldToken);
    expectThat(before === null, 'the old key to hold on', before ?? '');
    issuer.retire(old);
    const since = performance.now();
    const deadlineMs = raid.target.patient ? 120_000 : 45_000;
    while (goneMs === null && performance.now() - since < deadlineMs) {
      await pause(500);
      if (await askMe(oldToken)) goneMs = performance.now() - since;
    }
  } finally {
    stop = true;
    await Promise.all([load, attack]);
  }
  expectThat(failed.length === 0, 'no failed request', `${failed.length} of ${asked}: ${failed[0]}`);
  expectThat(goneMs !== null, 'tokens of the retired key to be refused', 'one that is taken');
  return `0 of ${asked} failed, the retired key refused after ${(goneMs / 1_000).toFixed(1)} s`;
}

/** A short token on a socket: refreshed in time it goes on, else it is closed. */
async function expiry(raid: Raid): Promise<string> {
  const issuer = issuerOf(raid);
  const { target } = raid;
  const one = raid.stranger();
  const lifeS = 4;
  const short = () => issuer.token({ claims: { iat: seconds(), exp: seconds() + lifeS } });
  const open = async () => {
    const socket = await one.socket();
    await socket.init(bearer(await short()));
    socket.send(subscribe('1', target.words.subscription));
    await socket.message('a value', ({ id, type }) => id === '1' && type === 'next');
    return socket;
  };
  const [left, kept] = await Promise.all([open(), open()]);
  const until = Date.now() + lifeS * 1_000;
  kept.send({ type: 'ping', payload: bearer(await issuer.token()) });
  const came = await expectClosed(left, [4801], target.patient ? 60_000 : lifeS * 1_000 + 12_500);
  const after = (Date.now() - until) / 1_000;
  expectThat(target.patient || after <= 12, 'a close soon after the end', `${after.toFixed(1)} s after`);
  await pause(500);
  expectThat(kept.isOpen, 'the refreshed socket open', 'a closed one');
  return `${came} ${after.toFixed(1)} s after the end, the refreshed one goes on`;
}

async function sixthSocket(raid: Raid): Promise<string> {
  const issuer = issuerOf(raid);
  const sub = `investor-${raid.fresh()}`;
  const open = async () => {
    const socket = await raid.stranger().socket();
    await socket.init(bearer(await issuer.token({ claims: { sub } })));
    return socket;
  };
  const five = [];
  for (let at = 0; at < 5; at++) five.push(await open());
  const sixth = await raid.stranger().socket();
  sixth.send({ type: 'connection_init', payload: bearer(await issuer.token({ claims: { sub } })) });
  const came = await expectClosed(sixth, [1013, 4403], 10_000);
  expectThat(
    five.every(({ isOpen }) => isOpen),
    'the five before open',
    'a closed one',
  );
  return `the sixth ${came}, the five go on`;
}

export const tokenTime: readonly Attack[] = [
  {
    id: 'E11',
    sentence: 'A key is changed while requests run: none fails, and tokens of the old one end with it.',
    slow: true,
    cannot: knowsNoSignIn,
    run: rotation,
  },
  {
    id: 'G10',
    sentence: 'A socket whose token ends is closed with 4801; one that brought a fresh one goes on.',
    slow: true,
    cannot: knowsNoSignIn,
    run: expiry,
  },
  {
    id: 'G11b',
    sentence: 'The sixth socket of one investor is refused.',
    cannot: knowsNoSignIn,
    run: sixthSocket,
  },
];
