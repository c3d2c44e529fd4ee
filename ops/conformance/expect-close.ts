import { Breach } from './case.ts';
import { type Talk, toldOfClose } from './talk.ts';
import type { Visit } from './visit.ts';
import type { Wire } from './wire.ts';

/** Rejects unless the server closes the socket with one of `codes`. */
export async function expectClose(socket: Talk | Wire, codes: readonly number[], ms?: number): Promise<string> {
  const closed = await socket.closed(ms);
  if (!codes.includes(closed.code))
    throw new Breach(`expected a close with ${codes.join(' or ')}, came ${toldOfClose(closed)}`);
  return toldOfClose(closed);
}

/** Sends these messages on a fresh socket, acknowledged before, and expects the close. The server must serve others afterwards. */
export async function closedAfter(
  visit: Visit,
  codes: readonly number[],
  ...messages: readonly (object | string)[]
): Promise<string> {
  const talk = await visit.acknowledged();
  talk.send(...messages);
  const came = await expectClose(talk, codes);
  await visit.stillServes();
  return came;
}
