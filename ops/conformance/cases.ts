import type { Case } from './case.ts';
import { boundCases } from './cases/bound.ts';
import { framingCases } from './cases/framing.ts';
import { handshakeCases } from './cases/handshake.ts';
import { initCases } from './cases/init.ts';
import { malformedCases } from './cases/malformed.ts';
import { operationCases } from './cases/operation.ts';
import { pingCases } from './cases/ping.ts';
import { streamCases } from './cases/stream.ts';
import { subscribeCases } from './cases/subscribe.ts';

/** Every case, in the order of the report. */
export const cases: readonly Case[] = [
  ...handshakeCases,
  ...initCases,
  ...pingCases,
  ...subscribeCases,
  ...malformedCases,
  ...operationCases,
  ...streamCases,
  ...framingCases,
  ...boundCases,
];
