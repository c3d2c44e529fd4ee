import type { Attack } from './attack.ts';
import { cost } from './cases/cost.ts';
import { disclosure } from './cases/disclosure.ts';
import { origin } from './cases/origin.ts';
import { shape } from './cases/shape.ts';
import { socket } from './cases/socket.ts';
import { socketLoad } from './cases/socket-load.ts';
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
];

/** Whether `asked` is the id of an attack, of its number or of its group. */
export const isMeant = ({ id }: Attack, asked: string): boolean =>
  [id, id.replace(/[a-z]$/, ''), id[0]].some((name) => name === asked);
