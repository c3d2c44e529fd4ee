import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readConfig } from '../src/config.ts';
import { subgraphSecretsVariable, subgraphSecretVariable } from './secret.ts';

const one = 'a'.repeat(32);
const two = 'b'.repeat(40);
const subgraph = z.object({ SUBGRAPH_SECRET: subgraphSecretVariable });
const gateway = z.object({ SUBGRAPH_SECRETS: subgraphSecretsVariable });

describe('the secret of a subgraph', () => {
  it('is one key, or two while they change, or off by name', () => {
    const read = (text: string) => readConfig(subgraph, { SUBGRAPH_SECRET: text }).SUBGRAPH_SECRET;
    expect([read(one), read(`${one}, ${two}`), read('off')]).toEqual([[one], [one, two], null]);
  });

  it.each([undefined, '', 'short', `${one},short`, `${one},`, `${one},${one},${one}`])(
    'is refused where it is %s, with a sentence that does not repeat it',
    (text) => {
      const read = () => readConfig(subgraph, { SUBGRAPH_SECRET: text });
      expect(read).toThrow(/SUBGRAPH_SECRET: expected one key of at least 32 characters/);
      expect(read).not.toThrow(new RegExp(`${one}|: short`));
    },
  );
});

describe('the secrets of a gateway', () => {
  it('are a key for each name', () => {
    const read = (text?: string) => readConfig(gateway, { SUBGRAPH_SECRETS: text }).SUBGRAPH_SECRETS;
    expect(read(`companies=${one}, market=${two}=`)).toEqual({ companies: one, market: `${two}=` });
    expect(read()).toEqual({});
  });

  it.each(['companies', `=${one}`, 'companies=short', `companies=${one},market`])('are refused as "%s"', (text) => {
    expect(() => readConfig(gateway, { SUBGRAPH_SECRETS: text })).toThrow(/SUBGRAPH_SECRETS: expected `name=key`/);
  });
});
