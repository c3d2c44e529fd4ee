import type { GraphQLFormattedError } from 'graphql';
import type { FetchAnswer } from '../../src/plan/subgraph-fetch.ts';
import { happens, hash, pick } from './hash.ts';

type Value = Record<string, unknown>;
type Path = readonly (string | number)[];

const isValue = (value: unknown): value is Value =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Something else than what stands there. */
function other(value: unknown, seed: string): unknown {
  if (Array.isArray(value)) return pick<unknown>(seed, [{}, 'list', null, value.slice(1), [...value, null], 7]);
  if (isValue(value)) return pick<unknown>(seed, ['object', null, [value], [], 7, true]);
  if (value === null) return pick<unknown>(seed, ['null', {}, [], 0, false]);
  return pick<unknown>(seed, [null, {}, ['leaf'], 4.5, 'leaf', true, { __typename: 'Nothing' }, -3]);
}

/** Puts faults into an answer, always the same ones for the same seed. `rate` is the chance of each place to be hit. */
export function damage(answer: FetchAnswer, seed: string, rate: number, slots: readonly string[] | null): FetchAnswer {
  const errors: GraphQLFormattedError[] = [...(answer.errors ?? [])];

  function hit(value: unknown, at: string, path: Path): unknown {
    if (happens(`${at} hit`, rate)) {
      if (!happens(`${at} silent`, 0.5)) {
        const code = pick<object>(at, [
          {},
          { extensions: { code: 'BAD_INPUT', argument: 'x' } },
          { extensions: { code: null } },
        ]);
        errors.push({ message: pick(at, ['no luck', '', 'bad day']), path, ...code });
        return null;
      }
      return other(value, `${at} other`);
    }
    if (Array.isArray(value)) return value.map((each, index) => hit(each, `${at}.${index}`, [...path, index]));
    if (!isValue(value)) return value;
    const entries = Object.entries(value).filter(([name]) => !happens(`${at}.${name} gone`, rate / 2));
    return Object.fromEntries(
      entries.map(([name, each]) => {
        if (name === '__typename')
          return [
            name,
            happens(`${at} typename`, rate)
              ? pick<unknown>(at, ['Nothing', null, 'Work', 'Kind', 'Scroll', '', 'Place'])
              : each,
          ];
        return [name, hit(each, `${at}.${name}`, [...path, name])];
      }),
    );
  }

  const whole = hash(`${seed} whole`) / 2 ** 32 / rate;
  if (whole < 1) throw new Error('the subgraph is away');
  if (whole < 2) return { data: null, errors: [{ message: 'all gone', path: slots ? ['_entities', 0, 'x'] : ['x'] }] };
  if (whole < 3) return { data: null, errors: [{ message: 'all gone' }] };
  if (whole < 4) return { errors: [{ message: 'refused', path: ['_entities'], extensions: { code: 'FORBIDDEN' } }] };
  if (whole < 5) return { ...answer, errors: [...errors, { message: 'by the way' }] };
  if (whole < 6) return { data: pick<never>(seed, ['text' as never, [] as never, {} as never]) };
  if (!answer.data) return answer;
  if (slots === null) return { data: hit(answer.data, seed, []) as Value, ...(errors.length > 0 && { errors }) };
  const list = answer.data._entities as unknown[] | null;
  if (!Array.isArray(list)) return answer;
  if (whole < 7)
    return { data: { _entities: pick<unknown>(seed, [null, 'text', {}, list.slice(1), [...list, null]]) } };
  const entities = list.map((each, at) => hit(each, `${seed} ${slots[at]}`, ['_entities', at]));
  return { data: { _entities: entities }, ...(errors.length > 0 && { errors }) };
}
