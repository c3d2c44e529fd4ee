import { expect, it } from '@jest/globals';
import { cutMutations } from '../fault/cases/mutation-cut.ts';
import { flap } from '../fault/cases/subgraph-flaps.ts';
import { hangSubgraph } from '../fault/cases/subgraph-hung.ts';
import { lieAboutEverything } from '../fault/cases/subgraph-lies.ts';
import { slowSubgraph } from '../fault/cases/subgraph-slow.ts';
import { createVerdict, figureText, type Verdict } from '../fault/verdict.ts';

it.each<[string, (verdict: Verdict) => Promise<void>]>([
  [
    'hangs: its fields alone are missing, soon at once, and it is found again',
    (to) => hangSubgraph(to, { forMs: 6_000, busy: true }),
  ],
  ['is slow: no request is sent twice', (to) => slowSubgraph(to, { forMs: 4_000 })],
  ['answers what is no answer: one masked error each, and the gateway lives', lieAboutEverything],
  ['comes and goes: its breaker opens once each time at most', (to) => flap(to, { forMs: 8_000 })],
  ['is cut while it answers mutations: each has one effect', (to) => cutMutations(to, { times: 4 })],
])(
  'a subgraph that %s',
  async (_what, run) => {
    const verdict = createVerdict({ patient: true });
    await run(verdict);
    expect(verdict.figures.filter(({ passed }) => !passed).map(figureText)).toEqual([]);
  },
  120_000,
);
