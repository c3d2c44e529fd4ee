/** What is measured: one thing done once. */
export type Run = () => unknown;

export const rounds = 12;
const roundMs = 400;

/** CPU microseconds of one run, garbage collection included. */
async function cost(run: Run): Promise<number> {
  const until = performance.now() + roundMs;
  const before = process.cpuUsage();
  let count = 0;
  while (performance.now() < until) {
    for (let at = 0; at < 20; at += 1) await run();
    count += 20;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

/** The least that each costs, of rounds in which they take turns. */
export async function least<Name extends string>(runs: Readonly<Record<Name, Run>>): Promise<Record<Name, number>> {
  const names = Object.keys(runs) as Name[];
  const best = Object.fromEntries(names.map((name) => [name, Number.POSITIVE_INFINITY])) as Record<Name, number>;
  for (let round = 0; round < rounds; round += 1)
    for (const name of names) best[name] = Math.min(best[name], await cost(runs[name]));
  return best;
}
