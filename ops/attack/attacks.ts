import type { Attack } from './attack.ts';
import { cost } from './cases/cost.ts';
import { disclosure } from './cases/disclosure.ts';
import { origin } from './cases/origin.ts';
import { quota } from './cases/quota.ts';
import { shape } from './cases/shape.ts';
import { socket } from './cases/socket.ts';
import { socketLoad } from './cases/socket-load.ts';
import { subgraph } from './cases/subgraph.ts';
import { token } from './cases/token.ts';
import { tokenTime } from './cases/token-time.ts';
import { transport } from './cases/transport.ts';

/** Every attack, in the order of the table. */
export const attacks: readonly Attack[] = [
  ...transport,
  ...shape,
  ...cost,
  ...disclosure,
  ...origin,
  ...token,
  ...tokenTime,
  ...socket,
  ...socketLoad,
  ...subgraph,
  ...quota,
];

/** The number in the table: `G11` of `G11a`. */
export const numberOf = (id: string): string => id.replace(/[a-z]$/, '');

/** Whether `asked` is the id of an attack, of its number or of its group. */
export const isMeant = ({ id }: Attack, asked: string): boolean =>
  [id, numberOf(id), id[0]].some((name) => name === asked);
