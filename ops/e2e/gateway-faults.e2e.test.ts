import { expect, it } from '@jest/globals';
import { crashGateway } from '../fault/cases/gateway-crashes.ts';
import { loseRegistry } from '../fault/cases/registry-away.ts';
import { createVerdict, figureText, type Verdict } from '../fault/verdict.ts';

it.each<[string, (verdict: Verdict) => Promise<void>]>([
  ['goes on, and starts, while whoever publishes the supergraph is away', (to) => loseRegistry(to, { forMs: 6_000 })],
  ['is not ready after it stood still, and answers what is under way before a crash ends it', crashGateway],
])(
  'a gateway %s',
  async (_what, run) => {
    const verdict = createVerdict({ patient: true });
    await run(verdict);
    expect(verdict.figures.filter(({ passed }) => !passed).map(figureText)).toEqual([]);
  },
  180_000,
);
