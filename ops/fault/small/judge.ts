import type { Verdict } from '../verdict.ts';
import { quantile } from '../world/history.ts';
import type { Answer } from './world.ts';

/** What needs nothing of `orders`. */
export const unaffected = '{ parts { id left } }';
/** What needs both. */
export const both = '{ parts { left } orders { id number } }';

const wholeUnaffected = '{"data":{"parts":[{"id":"p","left":3}]}}';
const wholeBoth = '{"data":{"parts":[{"left":3}],"orders":[{"id":"a","number":1}]}}';

export const isWhole = ({ status, text }: Answer): boolean =>
  status === 200 && (text === wholeUnaffected || text === wholeBoth);

/** The other subgraph's part, nothing of this one's, and one masked error at its place. */
export function isPartial({ status, text }: Answer): boolean {
  if (status !== 200 || /127\.0\.0\.1|ECONN|socket|undici|subgraph"|orders\b(?!")|\bat \S+:\d+/.test(text))
    return false;
  const { data, errors } = JSON.parse(text) as {
    data: Record<string, unknown>;
    errors: { path: unknown; extensions: object }[];
  };
  const [error] = errors ?? [];
  return (
    errors?.length === 1 &&
    data.orders === null &&
    JSON.stringify(data.parts) === '[{"left":3}]' &&
    JSON.stringify(error?.path) === '["orders"]' &&
    JSON.stringify(error?.extensions) === '{"code":"SUBGRAPH_UNAVAILABLE"}'
  );
}

const latencies = (answers: readonly Answer[]): number[] => answers.map(({ ms }) => ms).sort((a, b) => a - b);

export const latency = (answers: readonly Answer[], share: number): number => quantile(latencies(answers), share);

export function judgeUnaffected(answers: readonly Answer[], verdict: Verdict): void {
  verdict.note('other queries', answers.length);
  verdict.least('whole', (100 * answers.filter(isWhole).length) / answers.length, 99.9, '%');
}

/** The same verdict, every figure's name with a word before it. */
export function named(word: string, verdict: Verdict): Verdict {
  const own = (name: string): string => `${word}: ${name}`;
  return {
    get figures() {
      return verdict.figures;
    },
    get passed() {
      return verdict.passed;
    },
    most: (name, ...rest) => verdict.most(own(name), ...rest),
    least: (name, ...rest) => verdict.least(own(name), ...rest),
    exactly: (name, ...rest) => verdict.exactly(own(name), ...rest),
    note: (name, ...rest) => verdict.note(own(name), ...rest),
  };
}
