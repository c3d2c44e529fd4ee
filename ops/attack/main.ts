import { availableParallelism, cpus, loadavg } from 'node:os';
import { readTrials, type Trials } from './arguments.ts';
import { countOf, lineOf, summaryOf } from './report.ts';
import { runAttacks, type Verdict } from './run.ts';
import type { StartedTarget } from './world/start.ts';

/**
 * `npm run attack`: what strangers may try, tried; one line of verdict each. Ends with 1 where one succeeds, with 2 where the arguments are not understood or
 * what is to be attacked does not come up.
 */
function refuse(error: unknown): never {
  console.error((error as Error).message);
  process.exit(2);
}

function read(): Trials {
  try {
    return readTrials(process.argv.slice(2));
  } catch (error) {
    return refuse(error);
  }
}

const { told, trials, sentences } = read();
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
const ending: Promise<null> = new Promise((resolve) => {
  stopping.signal.addEventListener('abort', () => resolve(null));
});

function tell(verdict: Verdict): void {
  if (sentences) console.log(`\n${verdict.attack.sentence}`);
  console.log(lineOf(verdict));
}

console.log(
  `${cpus()[0]?.model.trim()} · ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)} · node ${process.version} · ${new Date().toISOString().slice(0, 10)} · ${told}\n`,
);
const all: Verdict[] = [];
for (const { attacks, start } of trials) {
  await using started: StartedTarget = await start().catch(refuse);
  const verdicts = await Promise.race([runAttacks(started.target, attacks, { timed: true, tell }), ending]);
  if (verdicts === null) {
    process.exitCode = 130;
    break;
  }
  all.push(...verdicts);
}
if (!stopping.signal.aborted) {
  console.log(`\n${summaryOf(all)}`);
  process.exitCode = countOf(all).failed > 0 ? 1 : 0;
}
process.exit();
