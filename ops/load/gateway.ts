import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Contender, contenders } from './gateway/contenders.ts';
import { expectedAnswer } from './gateway/graph/expected.ts';
import { compose, type SubgraphName } from './gateway/graph/graph.ts';
import { type Query, queries } from './gateway/graph/queries.ts';
import { type Measured, measure, verify, type Workers } from './gateway/measure.ts';
import { outcomeOf, type Seen } from './gateway/outcome.ts';
import { findPeers } from './gateway/peers.ts';
import { type Scenario, type ScenarioName, scenarios } from './gateway/scenario.ts';
import { type Server, startServer } from './gateway/server.ts';
import { startWorker } from './live/processes.ts';
import { printHeader, printOutcome, writeResults } from './live/report.ts';

/**
 * `npm run bench:gateway`: our gateway beside others over the same supergraph, with and without each of its levers. The gateway that is asked is alone on
 * the first core, subgraphs and load generator are on the second, where `taskset` and a second core exist. Every answer is verified before it is
 * measured and compared from time to time while it is. `--only heavy,small` chooses questions, `--servers stock,ours` servers, `--quick` shows within
 * a minute that everything works.
 */
const { values: args } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    servers: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
  },
});
const { quick } = args;

const manifestOf = (all: Readonly<Record<string, Query>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.values(all).map(({ text }) => [createHash('sha256').update(text).digest('hex'), text]));

function choose<T extends { readonly name: string }>(what: string, all: readonly T[], asked: string | undefined): T[] {
  const names = asked?.split(',');
  const unknown = names?.filter((name) => !all.some((each) => each.name === name)) ?? [];
  if (unknown.length > 0)
    throw new Error(`--${what}: expected some of ${all.map(({ name }) => name)}, came ${unknown}`);
  return all.filter(({ name }) => names?.includes(name) ?? true);
}

const asked = choose<Scenario>('only', scenarios, args.only);
const compared = choose<Contender>('servers', contenders, args.servers).filter(
  ({ variant }) => args.servers || !(quick && variant),
);
const rounds = Number(args.rounds ?? (quick ? 1 : 3));
const seconds = Number(args.seconds ?? (quick ? 1 : 4));

const begun = new Date().toISOString();
printHeader();
await using opened = new AsyncDisposableStack();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void opened.disposeAsync().finally(() => process.exit(1)));
const folder = await mkdtemp(join(tmpdir(), 'lzstock-bench-'));
opened.defer(() => rm(folder, { recursive: true, force: true }));

const peers = await findPeers({ install: !quick });
const notes = peers.reason ? [`Left out: ${peers.reason}.`] : [];
const workers: Workers = {
  subgraphs: opened.use(startWorker('../gateway/subgraphs')),
  load: opened.use(startWorker('../gateway/load')),
};
const [{ urls }] = await Promise.all([
  workers.subgraphs.told<{ readonly urls: Readonly<Record<SubgraphName, string>> }>('ready'),
  workers.load.told('ready'),
]);
const supergraph = join(folder, 'supergraph.graphql');
const supergraphSdl = compose((name) => urls[name]);
await writeFile(supergraph, supergraphSdl);
const operations = join(folder, 'operations.json');
await writeFile(operations, JSON.stringify(manifestOf(queries)));

const started = await Promise.allSettled(
  compared.map(async (contender) => {
    const server = await startServer(contender, { supergraph, operations, peers, folder });
    return server && opened.use(server);
  }),
);
const servers: Server[] = [];
const faults: string[] = [];
for (const outcome of started) {
  if (outcome.status === 'rejected') faults.push(`left out: ${outcome.reason}`);
  else if (outcome.value) servers.push(outcome.value);
}
for (const server of [...servers]) {
  const { never, title } = server.contender;
  if (!never || !(await server.log()).includes(never)) continue;
  notes.push(`Left out: ${title}, whose log says "${never}".`);
  servers.splice(servers.indexOf(server), 1);
}

const seen: Partial<Record<ScenarioName, Seen>> = {};
for (const scenario of asked) {
  const expected = expectedAnswer(scenario.query);
  const expectedOf = ({ contender }: Server) => (contender.answers === false ? null : expected);
  const present = new Set(servers.filter(({ contender: { variant } }) => variant?.includes(scenario.name) ?? true));
  const alone: Record<string, number> = {};
  const measured: Measured[] = [];
  /** Who gave a wrong answer is out of this scenario: its figures are worth nothing. */
  async function each(work: (server: Server) => Promise<void>): Promise<void> {
    for (const server of present)
      await work(server).catch((error: Error) => {
        faults.push(error.message);
        present.delete(server);
        delete alone[server.contender.name];
      });
  }
  await each(async (server) => {
    await verify(workers, server, scenario, expectedOf(server));
    alone[server.contender.name] = await verify(workers, server, scenario, expectedOf(server));
  });
  for (let round = 0; round < rounds; round++) {
    const warmUpSeconds = quick ? 0.5 : round === 0 ? 4 : 1;
    await each(async (server) => {
      measured.push(await measure(workers, server, scenario, expectedOf(server), { warmUpSeconds, seconds }));
    });
  }
  seen[scenario.name] = { scenario, rounds: measured.filter(({ server }) => server in alone), alone };
}

const outcome = { ...outcomeOf(seen, `${rounds} × ${seconds} s`, notes, quick), faults };
printOutcome(outcome);
if (!quick) console.log(`\nKept in ${writeResults(begun, { gateway: { ...outcome, seen } }, 'gateway')}`);
if (faults.length > 0) process.exitCode = 1;
