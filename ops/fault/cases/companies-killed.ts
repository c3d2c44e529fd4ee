import { request } from 'undici';
import type { Fault } from '../fault.ts';
import { judgeQueries, judgeReaders } from '../judge.ts';
import { until } from '../world/until.ts';

const query = '{ tradingSession { phase } instruments(symbols: ["NVDA", "AAPL"]) { symbol name } }';
const inFlight = 30;

interface Body {
  readonly data: { readonly tradingSession: object | null; readonly instruments: readonly unknown[] | null } | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly unknown[];
    readonly extensions: { readonly code: string };
  }[];
}

/** A masked error at the first missing field, everything else there, and nothing of the inside told. */
function isHonest({ data, errors }: Body, text: string): boolean {
  const [error] = errors ?? [];
  return (
    errors?.length === 1 &&
    error?.extensions.code === 'SUBGRAPH_UNAVAILABLE' &&
    error.path?.[0] === 'instruments' &&
    data?.tradingSession != null &&
    data.instruments === null &&
    !/127\.0\.0\.1|ECONN|socket|undici|\bat \S+:\d+/.test(text)
  );
}

export const companiesKilled: Fault = {
  id: 'F1',
  sentence: 'companies is killed while it answers: status 200, the other fields, one masked error',
  async run(world, verdict) {
    const companies = world.constellation.subgraphs.companies;
    const { starts } = companies;
    const ask = async () => {
      const { statusCode, body } = await request(`${world.origins[0]}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      const text = await body.text();
      return { statusCode, text, answer: JSON.parse(text) as Body };
    };
    const answers: Awaited<ReturnType<typeof ask>>[] = [];
    const asked = Array.from({ length: inFlight }, async () => void answers.push(await ask()));
    const gone = companies.signal('SIGKILL');
    await Promise.all([...asked, gone]);
    while (companies.starts === starts) answers.push(await ask());
    const whole = await until(async () => !(await ask()).answer.errors, 10_000);

    const partial = answers.filter(({ answer }) => answer.errors);
    verdict.exactly('not 200', answers.filter(({ statusCode }) => statusCode !== 200).length, 0);
    verdict.least('partial answers', partial.length, 1);
    verdict.exactly('dishonest ones', partial.filter(({ answer, text }) => !isHonest(answer, text)).length, 0);
    verdict.most(
      'whole again after it listened',
      whole ? Math.max(0, performance.now() - companies.listensSince) : Number.POSITIVE_INFINITY,
      3_000,
      'ms',
    );
    judgeQueries(world, verdict, 'companies');
    judgeReaders(world, verdict);
  },
};
