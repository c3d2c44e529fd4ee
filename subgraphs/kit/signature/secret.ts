import { z } from 'zod';
import type { SubgraphKeys } from './signature.ts';

const shortest = 32;
const expected = `expected one key of at least ${shortest} characters, or two separated by a comma while they change, or off to take requests from anybody`;

const keysOf = (text: string): SubgraphKeys => text.split(',').map((key) => key.trim());
const areKeys = (keys: SubgraphKeys): boolean => keys.length <= 2 && keys.every((key) => key.length >= shortest);

/** `SUBGRAPH_SECRET` of a subgraph: its keys; null for `off`. It must be set. */
export const subgraphSecretVariable = z
  .string({ error: expected })
  .refine((text) => text === 'off' || areKeys(keysOf(text)), { error: expected })
  .transform((text): SubgraphKeys | null => (text === 'off' ? null : keysOf(text)));

/** `SUBGRAPH_SECRETS` of the gateway, `companies=key,market=key`: the key to sign with by subgraph. Subgraphs without one are asked unsigned. */
export const subgraphSecretsVariable = z
  .string()
  .default('')
  .transform((text, context) => {
    const pairs = text
      .split(',')
      .map((pair) => pair.trim())
      .filter(Boolean)
      .map((pair) => pair.split(/=(.*)/s, 2));
    if (pairs.some(([name, key]) => !name || !key || key.length < shortest))
      context.addIssue(`expected \`name=key\` pairs separated by commas, each key of at least ${shortest} characters`);
    return Object.fromEntries(pairs) as Record<string, string>;
  });
