import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { WorldName } from './attack.ts';
import { attacks, isMeant } from './attacks.ts';
import { countOf, lineOf, summaryOf } from './report.ts';
import { runAttacks, type Verdict } from './run.ts';
import { startProduct } from './world/product.ts';
import { startLibrary } from './world/start.ts';

/** `npm run attack`: what strangers may try, tried; one line of verdict each. Ends with 1 where one succeeds, with 2 where the arguments are not understood. */
const { values: args } = parseArgs({
  options: {
    target: { type: 'string', default: 'lz' },
    safelist: { type: 'string', default: 'off' },
    world: { type: 'string', multiple: true },
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

const start = { 'made-up': startLibrary, product: startProduct } satisfies Record<WorldName, unknown>;
const worlds = (args.world ?? (target === 'lz' ? ['made-up', 'product'] : ['made-up'])).map((name): WorldName => {
  if (name !== 'made-up' && name !== 'product') refuse(`--world: expected made-up or product, came ${name}`);
  if (name === 'product' && target === 'stock') refuse('--world: the product is not served by a peer');
  return name;
});

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

console.log(
  `${cpus()[0]?.model.trim()} · ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)} · node ${process.version} · ${new Date().toISOString().slice(0, 10)} · ${target}, safelist ${safelist}\n`,
);
const ending: Promise<null> = new Promise((resolve) => {
  stopping.signal.addEventListener('abort', () => resolve(null));
});
const all: Verdict[] = [];
for (const world of worlds) {
  const here = chosen.filter((attack) => (attack.worlds ?? ['made-up']).includes(world));
  if (here.length === 0) continue;
  await using started = await start[world]({ target, safelist: safelist === 'on', patient: false });
  const run = runAttacks(started.target, here, {
    timed: true,
    tell: (verdict) => {
      if (args.sentences) console.log(`\n${verdict.attack.sentence}`);
      console.log(lineOf(verdict));
    },
  });
  const verdicts = await Promise.race([run, ending]);
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
