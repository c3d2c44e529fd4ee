import type { Attack } from './attack.ts';
import { cost } from './cases/cost.ts';
import { disclosure } from './cases/disclosure.ts';
import { origin } from './cases/origin.ts';
import { shape } from './cases/shape.ts';
import { transport } from './cases/transport.ts';

/** Every attack, in the order of the table. */
export const attacks: readonly Attack[] = [...transport, ...shape, ...cost, ...disclosure, ...origin];
