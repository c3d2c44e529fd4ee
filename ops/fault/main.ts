import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { createRandom } from '../load/search/random.ts';
import type { Fault, LoneFault } from './fault.ts';
import { faults } from './faults.ts';
import { createVerdict, type Figure, figureText, sumUp, type Verdict } from './verdict.ts';
import { linesSince, summary } from './world/log-file.ts';
import { startWorld, type World } from './world/world.ts';

/** `npm run fault`: bad days for real processes, one line of verdict each. Ends with 1 where one fails. */
const { values: args } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    times: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    readers: { type: 'string', default: '150' },
    rate: { type: 'string', default: '50' },
    verbose: { type: 'boolean', default: false },
  },
});
const only = args.only.flatMap((ids) => ids.split(',')).map((id) => id.toUpperCase());
const unknown = only.filter((id) => !faults.some((fault) => fault.id === id));
if (unknown.length > 0) {
  console.error(`--only: expected some of ${faults.map(({ id }) => id).join(', ')}, came ${unknown.join(', ')}`);
  process.exit(2);
}
const times = Number(args.times);
const seed = Number(args.seed);
const chosen = faults.filter(({ id }) => only.length === 0 || only.includes(id));

let world: World | null = null;
let worldNeeds = '';

/** The world of the last fault where this one can use it, else a new one. */
async function worldFor({ needs = {} }: Fault): Promise<World> {
  const wanted = JSON.stringify(needs);
  if (world && worldNeeds === wanted) return world;
  await endWorld();
  const random = createRandom(seed);
  world = await startWorld({ needs, readers: Number(args.readers), rate: Number(args.rate), random });
  worldNeeds = wanted;
  return world;
}

async function endWorld(): Promise<void> {
  const ending = world;
  world = null;
  await ending?.[Symbol.asyncDispose]();
}

async function runOnce(fault: Fault | LoneFault): Promise<Verdict> {
  const verdict = createVerdict();
  try {
    if ('alone' in fault) {
      await fault.alone(verdict);
      return verdict;
    }
    const present = await worldFor(fault);
    await present.settle();
    const began = Date.now();
    await fault.run(present, verdict);
    if (args.verbose) {
      for (const { why } of present.queries.asked) if (why) console.log(`  ${why}`);
      for (const line of summary(await linesSince(present.logFile, began))) console.log(`  ${line}`);
    }
  } catch (error) {
    verdict.exactly(`ended by ${(error as Error).message}`, 1, 0);
    if (args.verbose) console.error(error);
    await endWorld();
  }
  return verdict;
}

process.once('SIGINT', () => void endWorld().finally(() => process.exit(130)));
process.once('SIGTERM', () => void endWorld().finally(() => process.exit(143)));

console.log(
  `${cpus()[0]?.model.trim()} · ${availableParallelism()} cores · node ${process.version} · ${new Date().toISOString().slice(0, 10)} · ${args.readers} readers × 5 symbols, ${args.rate} queries/s · seed ${seed}\n`,
);
let passed = 0;
let failed = 0;
for (const fault of chosen) {
  console.log(`${fault.id}  ${fault.sentence}`);
  const runs: (readonly Figure[])[] = [];
  for (let time = 1; time <= times; time++) {
    const verdict = await runOnce(fault);
    runs.push(verdict.figures);
    verdict.passed ? passed++ : failed++;
    console.log(`${verdict.passed ? 'PASS' : 'FAIL'} ${fault.id}  ${verdict.figures.map(figureText).join(' · ')}`);
  }
  if (times > 1) for (const line of sumUp(runs)) console.log(`     ${line}`);
}
await endWorld();
console.log(`\nfault: ${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
