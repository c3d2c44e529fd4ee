import { isDeepStrictEqual } from 'node:util';
import { tell, wait } from '../live/world.ts';
import { cpuSeconds } from '../process-tree.ts';
import { Connection } from './connection.ts';
import { type QueryName, queries } from './graph/queries.ts';

/** What the load generator is asked to do. */
export interface Ask {
  readonly port: number;
  /** The process whose CPU is read at the first and the last moment of the measurement. */
  readonly pid: number;
  readonly query: QueryName;
  /** Whether each request has a mark of its own. */
  readonly unique: boolean;
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** What `data` must be; null where answers are counted only. */
  readonly expected: unknown;
}

/** What it saw. */
export interface Seen {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds; null where nothing was answered. */
  readonly p50: number | null;
  readonly p95: number | null;
  /** Answers of the whole run, warm-up and end included. */
  readonly answered: number;
  /** CPU seconds of the process asked. */
  readonly cpu: number;
  /** CPU seconds of the load generator itself. */
  readonly ownCpu: number;
  /** Answers compared with what was expected, in the whole run. */
  readonly compared: number;
  /** The first thing that was wrong. */
  readonly fault: string | null;
}

const compareEvery = 199;
let marks = 0;

const bodyOf = (query: QueryName, mark: string | null): string =>
  JSON.stringify({
    query: queries[query].text,
    variables: mark === null ? queries[query].variables : { ...queries[query].variables, mark },
  });

function faultOf(status: number, text: string, expected: unknown): string | null {
  if (status !== 200) return `expected 200, came ${status}: ${text.slice(0, 300)}`;
  if (expected === null) return null;
  const { data, errors } = JSON.parse(text) as { data?: unknown; errors?: unknown };
  if (errors) return `expected no errors, came ${JSON.stringify(errors).slice(0, 300)}`;
  return isDeepStrictEqual(data, expected) ? null : `expected another answer, came ${text.slice(0, 300)}`;
}

async function once({ port, query, expected }: Ask): Promise<{ readonly fault: string | null; readonly size: number }> {
  using connection = await Connection.open(port);
  const answer = await connection.ask(bodyOf(query, 'alone'));
  return { fault: faultOf(answer.status, answer.text(), expected), size: answer.size };
}

async function run(asked: Ask): Promise<Seen> {
  const { port, pid, query, unique, expected } = asked;
  using opened = new DisposableStack();
  const connections = await Promise.all(Array.from({ length: asked.connections }, () => Connection.open(port)));
  for (const connection of connections) opened.use(connection);
  const [before, after] = bodyOf(query, '@').split('"@"') as [string, string];
  const same = bodyOf(query, null);
  let times: number[] = [];
  let asking = true;
  let answered = 0;
  let compared = 0;
  let fault: string | null = null;

  async function keepAsking(connection: Connection): Promise<void> {
    while (asking) {
      const mark = (++marks).toString(36).padStart(8, '0');
      const begun = performance.now();
      const answer = unique
        ? await connection.ask(`${before}"${mark}"${after}`, `x-request-id: ${mark}\r\n`)
        : await connection.ask(same);
      times.push(performance.now() - begun);
      answered++;
      if (answer.status !== 200 || answered % compareEvery === 0) {
        compared++;
        fault ??= faultOf(answer.status, answer.text(), expected);
      }
    }
  }

  const work = Promise.all(connections.map(keepAsking)).catch((error: unknown) => {
    fault ??= String(error);
  });
  await Promise.race([work, wait(asked.warmUpSeconds)]);
  const cpu = await cpuSeconds(pid);
  const ownCpu = process.cpuUsage();
  times = [];
  const begun = performance.now();
  await Promise.race([work, wait(asked.seconds)]);
  const seconds = (performance.now() - begun) / 1_000;
  const measured = Float64Array.from(times).sort();
  const used = process.cpuUsage(ownCpu);
  const seen = {
    requests: measured.length,
    seconds,
    p50: measured[Math.floor(measured.length * 0.5)] ?? null,
    p95: measured[Math.floor(measured.length * 0.95)] ?? null,
    cpu: (await cpuSeconds(pid)) - cpu,
    ownCpu: (used.user + used.system) / 1e6,
  };
  asking = false;
  await work;
  return { ...seen, answered, compared, fault };
}

process.on('message', async (message: Ask & { readonly kind: string }) => {
  const failed = (error: unknown) => ({ fault: String(error) });
  if (message.kind === 'once') tell({ kind: 'once done', ...(await once(message).catch(failed)) });
  if (message.kind === 'run') tell({ kind: 'run done', ...(await run(message).catch(failed)) });
});
process.once('disconnect', () => process.exit());
tell({ kind: 'ready' });
