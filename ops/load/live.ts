import { parseArgs } from 'node:util';
import type { Outcome } from './live/report.ts';
import { printHeader, printOutcome, writeResults } from './live/report.ts';
import { allHops } from './live/scenario/all-hops.ts';
import { immediateLane } from './live/scenario/immediate-lane.ts';
import { jitter } from './live/scenario/jitter.ts';
import { memory } from './live/scenario/memory.ts';
import type { Scenario } from './live/scenario/scenario.ts';
import { stalled } from './live/scenario/stalled.ts';
import { storm } from './live/scenario/storm.ts';
import { throughput } from './live/scenario/throughput.ts';
import { crowdOfTwo, twoGateways } from './live/scenario/two-gateways.ts';

/**
 * `npm run bench:live`: the goals of the live room, beside stock and bare servers in the same run. The server alone is on the first core; subgraphs, Redis
 * and clients are on the second, where `taskset` and a second core exist. `--only L1,L4` chooses goals, `--quick` shows, with a small run of each, several at once, that everything works.
 */
const { values: args } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    clients: { type: 'string' },
    rate: { type: 'string' },
    servers: { type: 'string' },
    profile: { type: 'string' },
  },
});

const number = (text: string | undefined): number | null => (text === undefined ? null : Number(text));
const scenarios: readonly Scenario[] = [
  throughput,
  immediateLane,
  memory,
  crowdOfTwo,
  storm,
  jitter,
  stalled,
  allHops,
  twoGateways,
];
const only = args.only?.split(',');
const chosen = scenarios.filter(({ ids }) => !only || ids.some((id) => only.includes(id)));
if (chosen.length === 0)
  throw new Error(`--only: expected some of ${scenarios.flatMap(({ ids }) => ids)}, came ${args.only}`);

const begun = new Date().toISOString();
const outcomes: Record<string, Outcome> = {};
printHeader();

const run = (scenario: Scenario): Promise<Outcome> =>
  scenario.run({
    quick: args.quick,
    rounds: number(args.rounds),
    seconds: number(args.seconds),
    clients: number(args.clients),
    rate: number(args.rate),
    servers: args.servers?.split(',') ?? null,
    profile: args.profile,
  });

/** A quick run judges nothing, so its scenarios may disturb each other, the longest from the first on; any other is alone on the machine. */
const lanes = args.quick ? 4 : 1;
const waiting = chosen.map((scenario) => ({ scenario, ...Promise.withResolvers<Outcome>() }));
const first = (scenario: Scenario) => Number(args.quick && scenario === jitter);
const queue = waiting.toSorted((a, b) => first(b.scenario) - first(a.scenario));
async function lane(): Promise<void> {
  for (let next = queue.shift(); next; next = queue.shift()) await run(next.scenario).then(next.resolve, next.reject);
}
const running = Promise.all(Array.from({ length: lanes }, lane));
for (const { scenario, promise } of waiting) {
  const outcome = await promise;
  outcomes[scenario.ids.join(' ')] = outcome;
  printOutcome(outcome);
  if (!args.quick && !args.profile) console.log(`\nKept in ${writeResults(begun, outcomes)}`);
}
await running;
console.log(`\nTook ${((Date.now() - Date.parse(begun)) / 1_000).toFixed(0)} s.`);
if (Object.values(outcomes).some(({ faults }) => faults && faults.length > 0)) process.exitCode = 1;
