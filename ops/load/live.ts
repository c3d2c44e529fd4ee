import { parseArgs } from 'node:util';
import type { Outcome } from './live/report.ts';
import { printHeader, printOutcome, writeResults } from './live/report.ts';
import { allHops } from './live/scenario/all-hops.ts';
import { immediateLane } from './live/scenario/immediate-lane.ts';
import { memory } from './live/scenario/memory.ts';
import type { Scenario } from './live/scenario/scenario.ts';
import { stalled } from './live/scenario/stalled.ts';
import { storm } from './live/scenario/storm.ts';
import { throughput } from './live/scenario/throughput.ts';

/**
 * `npm run bench:live`: the goals of the live room, beside stock and bare servers in the same run. The server alone is on the first core; subgraphs, Redis
 * and clients are on the second, where `taskset` and a second core exist. `--only L1,L4` chooses goals, `--quick` shows with a small run of each that everything works.
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
const scenarios: readonly Scenario[] = [throughput, immediateLane, memory, storm, stalled, allHops];
const only = args.only?.split(',');
const chosen = scenarios.filter(({ ids }) => !only || ids.some((id) => only.includes(id)));
if (chosen.length === 0)
  throw new Error(`--only: expected some of ${scenarios.flatMap(({ ids }) => ids)}, came ${args.only}`);

const begun = new Date().toISOString();
const outcomes: Record<string, Outcome> = {};
printHeader();
for (const { ids, run } of chosen) {
  const outcome = await run({
    quick: args.quick,
    rounds: number(args.rounds),
    seconds: number(args.seconds),
    clients: number(args.clients),
    rate: number(args.rate),
    servers: args.servers?.split(',') ?? null,
    profile: args.profile,
  });
  outcomes[ids.join(' ')] = outcome;
  printOutcome(outcome);
  if (!args.quick && !args.profile) console.log(`\nKept in ${writeResults(begun, outcomes)}`);
}
if (Object.values(outcomes).some(({ faults }) => faults && faults.length > 0)) process.exitCode = 1;
