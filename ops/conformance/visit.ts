import { setTimeout as wait } from 'node:timers/promises';
import { Breach, TurnedAway } from './case.ts';
import type { ServerMessage } from './message.ts';
import type { Server } from './server.ts';
import { openTalk, protocolName, type Talk, toldOf } from './talk.ts';
import { openWire, type Wire, type WireOffer } from './wire.ts';

/** One case at the server's door: what it opens is closed when it leaves. */
export interface Visit extends Disposable {
  readonly server: Server;
  /** A socket that said nothing yet. */
  talk(): Promise<Talk>;
  /** A socket that is acknowledged. */
  acknowledged(): Promise<Talk>;
  /** A bare connection; with the subprotocol where `offer` is left out. */
  wire(offer?: WireOffer): Promise<Wire>;
  /** Rejects where a new socket is not acknowledged and answered. */
  stillServes(): Promise<void>;
}

export const initOf = ({ initPayload }: Server): object => ({
  type: 'connection_init',
  ...(initPayload && { payload: initPayload }),
});

export const subscribe = (id: unknown, query: unknown, rest: object = {}): object => ({
  id,
  type: 'subscribe',
  payload: { query, ...rest },
});

/** The messages of one operation up to its end, and whatever else came meanwhile left out. */
export async function outcome(talk: Talk, id: string): Promise<ServerMessage[]> {
  const ends = (message: ServerMessage) =>
    message.id === id && (message.type === 'complete' || message.type === 'error');
  const all = await talk.receiveUntil(`the end of operation ${JSON.stringify(id).slice(0, 40)}`, ends);
  return all.filter((message) => message.id === id);
}

/** What the server sends before it answers a ping: by then it has worked off everything that was sent before. */
export async function beforePong(talk: Talk): Promise<ServerMessage[]> {
  talk.send({ type: 'ping' });
  return (await talk.receiveUntil('a pong', ({ type }) => type === 'pong')).slice(0, -1);
}

export const told = (messages: readonly ServerMessage[]): string => messages.map(toldOf).join(', ') || 'nothing';

/** Many cases knock at one door: comes again when told to, up to ten seconds in all. */
async function admitted<T>(open: () => Promise<T>): Promise<T> {
  for (let waited = 0; ; ) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof TurnedAway) || waited + error.afterMs > 10_000) throw error;
      waited += error.afterMs;
      await wait(error.afterMs);
    }
  }
}

export function openVisit(server: Server): Visit {
  const opened = new DisposableStack();
  const visit: Visit = {
    server,
    talk: async () => opened.use(await admitted(() => openTalk(server.url, server.patience))),
    async acknowledged() {
      const talk = await visit.talk();
      talk.send(initOf(server));
      const message = await talk.receive();
      if (message.type !== 'connection_ack') throw new Breach(`expected connection_ack, came ${toldOf(message)}`);
      return talk;
    },
    wire: async (offer = { protocols: [protocolName] }) =>
      opened.use(await admitted(() => openWire(server.url, offer, server.patience))),
    async stillServes() {
      try {
        const talk = await visit.acknowledged();
        talk.send(subscribe('still', server.query));
        await outcome(talk, 'still');
      } catch (error) {
        throw new Breach(`expected the server to serve a new socket afterwards, but ${(error as Error).message}`);
      }
    },
    [Symbol.dispose]: () => opened.dispose(),
  };
  return visit;
}
