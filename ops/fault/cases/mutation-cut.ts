import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoneFault } from '../fault.ts';
import { both, isWhole } from '../small/judge.ts';
import { overBoth } from '../small/transports.ts';
import { type Answer, startSmallWorld } from '../small/world.ts';
import type { Verdict } from '../verdict.ts';
import { until } from '../world/until.ts';

interface Placed {
  readonly data: { readonly place: { readonly id: string; readonly number: number } | null };
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

const read = ({ text }: Answer): Placed => JSON.parse(text) as Placed;

/** Cuts every connection while a mutation that was applied already waits for its answer; asks again with the same key later. */
export async function cutMutations(verdict: Verdict, { times = 20 } = {}): Promise<void> {
  await overBoth(verdict, async (transport, own) => {
    await using world = await startSmallWorld(transport);
    const applied = async (key: string) =>
      (JSON.parse((await world.ask(`{ placed(key: "${key}") }`)).text) as { data: { placed: number } }).data.placed;
    let unknown = 0;
    let honest = 0;
    let same = 0;
    let last = '';
    for (let time = 1; time <= times; time++) {
      await until(async () => isWhole(await world.ask(both)), 10_000);
      for (let calm = 0; calm < 3; calm++) await world.ask(both);
      last = randomUUID();
      const mutation = `mutation { place(key: "${last}", afterMs: 300) { id number } }`;
      const cut = world.ask(mutation);
      await sleep(150);
      world.way.cut();
      const { data, errors } = read(await cut);
      if (data.place === null) unknown++;
      if (data.place === null && errors?.length === 1 && errors[0]?.extensions.code === 'SUBGRAPH_UNAVAILABLE')
        honest++;
      await until(async () => isWhole(await world.ask(both)), 10_000);
      const again = read(await world.ask(mutation));
      if (again.data.place?.id === last && again.data.place.number === time) same++;
    }
    own.note('mutations cut', times);
    own.least('answered as unknown', unknown, Math.ceil(times / 2));
    own.exactly('of them with one masked error', honest, unknown);
    own.exactly('same answer to the same key later', same, times);
    own.exactly('effects', await applied(last), times);
  });
}

export const mutationCut: LoneFault = {
  id: 'F7',
  sentence:
    'the connection is reset while a mutation is answered: it is not sent again, and the same key later has one effect',
  alone: (verdict) => cutMutations(verdict),
};
