import { parseArgs } from 'node:util';
import type { Attack, WorldName } from './attack.ts';
import { attacks, isMeant } from './attacks.ts';
import { isFor } from './run.ts';
import { startProduct } from './world/product.ts';
import { findRunning, readAddress } from './world/running.ts';
import { type StartedTarget, type StartOptions, startLibrary } from './world/start.ts';

/** Attacks that are tried at one target. */
export interface Trial {
  readonly attacks: readonly Attack[];
  readonly start: () => Promise<StartedTarget>;
}

export interface Trials {
  /** What is on trial, for a reader. */
  readonly told: string;
  readonly trials: readonly Trial[];
  /** Whether what each attack promises is told. */
  readonly sentences: boolean;
}

const starts: Readonly<Record<WorldName, (options: StartOptions) => Promise<StartedTarget>>> = {
  'made-up': startLibrary,
  product: startProduct,
};

function readOnly(ids: readonly string[]): readonly Attack[] {
  const only = ids.flatMap((each) => each.split(',')).map((id) => id.trim());
  const unknown = only.filter((id) => !attacks.some((attack) => isMeant(attack, id)));
  if (unknown.length > 0) throw new Error(`--only: expected groups or ids like A or B10, came ${unknown.join(', ')}`);
  return attacks.filter((attack) => only.length === 0 || only.some((id) => isMeant(attack, id)));
}

/** Reads what `npm run attack` was told. Throws with a sentence where it is not understood. */
export function readTrials(argv: readonly string[]): Trials {
  const { values: args } = parseArgs({
    args: [...argv],
    options: {
      target: { type: 'string', default: 'lz' },
      safelist: { type: 'string', default: 'off' },
      world: { type: 'string', multiple: true },
      url: { type: 'string' },
      pid: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      sentences: { type: 'boolean', default: false },
    },
  });
  const { target, safelist, sentences } = args;
  if (target !== 'stock' && target !== 'lz') throw new Error(`--target: expected stock or lz, came ${target}`);
  if (safelist !== 'on' && safelist !== 'off') throw new Error(`--safelist: expected on or off, came ${safelist}`);
  const chosen = readOnly(args.only);

  const pid = args.pid === undefined ? null : Number(args.pid);
  if (pid !== null && !(Number.isInteger(pid) && pid > 0))
    throw new Error(`--pid: expected a number, came ${args.pid}`);
  if (args.url !== undefined) {
    if (args.world || target === 'stock') throw new Error('--url: what runs is neither started in a world nor a peer');
    const url = readAddress(args.url);
    return { told: `${url}`, trials: [{ attacks: chosen, start: () => findRunning({ url, pid }) }], sentences };
  }
  const worlds = args.world ?? (target === 'lz' ? ['made-up', 'product'] : ['made-up']);
  const trials = worlds.map((world): Trial => {
    if (world !== 'made-up' && world !== 'product')
      throw new Error(`--world: expected made-up or product, came ${world}`);
    if (world === 'product' && target === 'stock') throw new Error('--world: the product is not served by a peer');
    return {
      attacks: chosen.filter((attack) => isFor(attack, world)),
      start: () => starts[world]({ target, safelist: safelist === 'on', patient: false }),
    };
  });
  return {
    told: `${target}, safelist ${safelist}`,
    trials: trials.filter((trial) => trial.attacks.length > 0),
    sentences,
  };
}
