import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { attacks, isMeant } from './attacks.ts';
import { countOf, lineOf, summaryOf } from './report.ts';
import { runAttacks } from './run.ts';
import { startLibrary } from './world/start.ts';

/** `npm run attack`: what strangers may try, tried; one line of verdict each. Ends with 1 where one succeeds, with 2 where the arguments are not understood. */
const { values: args } = parseArgs({
  options: {
    target: { type: 'string', default: 'lz' },
    safelist: { type: 'string', default: 'off' },
    only: { type: 'string', multiple: true, default: [] },
    sentences: { type: 'boolean', default: false },
  },
});

function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}

const { target, safelist } = args;
if (target !== 'stock' && target !== 'lz') refuse(`--target: expected stock or lz, came ${target}`);
if (safelist !== 'on' && safelist !== 'off') refuse(`--safelist: expected on or off, came ${safelist}`);
const only = args.only.flatMap((ids) => ids.split(',')).map((id) => id.trim());
const unknown = only.filter((id) => !attacks.some((attack) => isMeant(attack, id)));
if (unknown.length > 0) refuse(`--only: expected groups or ids like A or B10, came ${unknown.join(', ')}`);
const chosen = attacks.filter((attack) => only.length === 0 || only.some((id) => isMeant(attack, id)));

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

console.log(
  `${cpus()[0]?.model.trim()} · ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)} · node ${process.version} · ${new Date().toISOString().slice(0, 10)} · ${target}, safelist ${safelist}\n`,
);
const started = await startLibrary({ target, safelist: safelist === 'on', patient: false });
const stopped = new Promise<null>((resolve) => stopping.signal.addEventListener('abort', () => resolve(null)));
const run = runAttacks(started.target, chosen, {
  timed: true,
  tell: (verdict) => {
    if (args.sentences) console.log(`\n${verdict.attack.sentence}`);
    console.log(lineOf(verdict));
  },
});
const verdicts = await Promise.race([run, stopped]).finally(() => started[Symbol.asyncDispose]());
if (verdicts === null) process.exit(130);
console.log(`\n${summaryOf(verdicts)}`);
process.exit(countOf(verdicts, 'failed') > 0 ? 1 : 0);
