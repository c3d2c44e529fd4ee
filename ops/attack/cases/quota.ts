import { createLog } from '@lzstock/kit/log';
import { startRedisServer } from '../../fault/world/redis-server.ts';
import type { Attack } from '../attack.ts';
import { codeOf, graphAnswer, type HttpAnswer, toldOfAnswer } from '../client/answer.ts';
import type { Raid } from '../client/raid.ts';
import type { Stranger } from '../client/stranger.ts';
import { libraryOperations } from '../world/library/operations.ts';
import { expectThat } from './expect.ts';

const { heavy, rename, login } = libraryOperations;
const processes = 4;

const askHeavy = (one: Stranger): Promise<HttpAnswer> => one.ask(heavy, { first: 60 });
const isServed = (answer: HttpAnswer): boolean => answer.status === 200 && !graphAnswer(answer).errors;

/** How many of so many requests are served, asked by one address in turn at each of these doors. */
async function served(doors: readonly Stranger[], requests: number): Promise<number> {
  let count = 0;
  for (let at = 0; at < requests; at += 24) {
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, each) => askHeavy(doors[(at + each) % doors.length]!)),
    );
    count += answers.filter(isServed).length;
  }
  return count;
}

/** Doors of several processes, all knocked at from one address. */
function atEach(raid: Raid, origins: readonly string[]): Stranger[] {
  const first = raid.stranger(origins[0]);
  return [first, ...origins.slice(1).map((origin) => raid.stranger(origin, first.address))];
}

async function sharedBudget(raid: Raid): Promise<string> {
  await using opened = new AsyncDisposableStack();
  const redis = opened.use(await startRedisServer(createLog({ name: 'attack', level: 'warn' })));
  const started = await Promise.all(Array.from({ length: processes }, () => raid.target.another(redis.url)));
  for (const each of started) opened.use(each);
  const origins = started.map(({ origin }) => origin);
  for (const origin of origins) await askHeavy(raid.stranger(origin));

  const requests = 240;
  const atOne = await served(atEach(raid, origins.slice(0, 1)), requests);
  expectThat(atOne < requests, `fewer than ${requests} served by one process`, String(atOne));
  const atAll = await served(atEach(raid, origins), requests);
  expectThat(atAll < 2.5 * atOne, `one budget for ${processes} processes (${atOne} served by one)`, `${atAll} served`);

  const before = await raid.stranger(origins[0]).ask(rename, { title: 'x' });
  expectThat(isServed(before), 'a write while Redis is there', toldOfAnswer(before));
  await redis.kill();
  const one = raid.stranger(origins[0]);
  const read = await askHeavy(one);
  expectThat(isServed(read), 'a read without Redis', toldOfAnswer(read));
  const write = await one.ask(rename, { title: 'y' });
  const { data, errors = [] } = graphAnswer(write);
  expectThat(!data && codeOf(errors[0]) === 'OVERLOADED', 'no write without Redis', toldOfAnswer(write));
  const alone = await served(atEach(raid, origins.slice(0, 1)), requests);
  expectThat(alone < requests, `fewer than ${requests} served without Redis`, String(alone));
  return `of ${requests}: one process served ${atOne}, ${processes} together ${atAll}, one without Redis ${alone} and no write`;
}

/** Passwords are tried from one address, five in a request and then one. */
async function guessing(raid: Raid): Promise<string> {
  const { inside } = raid.target;
  const one = raid.stranger();
  const before = (await inside?.logins()) ?? 0;
  const five = Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`p${at}`, `guess ${at}`]));
  const answers: HttpAnswer[] = [];
  for (let at = 0; at < 60; at++) answers.push(await one.ask(login.five, { name: `reader-${at}`, ...five }));
  for (let at = 0; at < 60; at++) answers.push(await one.ask(login.one, { name: `reader-${at}`, password: 'guess' }));
  const executed = ((await inside?.logins()) ?? 0) - before;
  const refused = answers.filter(({ status }) => status === 429);
  expectThat(executed < 120, 'few of 360 guesses executed', String(executed));
  expectThat(refused.length > 0, 'some answered 429', `${answers.length} other answers`);
  expectThat(
    refused.every(({ headers }) => Number(headers['retry-after']) > 0),
    'Retry-After with each 429',
    'one without',
  );
  const other = await raid.stranger().ask(login.one, { name: 'ada', password: 'correct horse' });
  expectThat(isServed(other), 'another address served', toldOfAnswer(other));
  return `${executed} of 360 guesses executed, ${refused.length} of 120 requests answered 429`;
}

export const quota: readonly Attack[] = [
  {
    id: 'I1',
    sentence:
      'Four processes have one budget for an address; without Redis reads have a budget of the process and nothing is written.',
    untimed: true,
    run: sharedBudget,
  },
  {
    id: 'I2',
    sentence: 'Sign-ins are throttled by address, and those under aliases count one by one.',
    run: guessing,
  },
];
