import { Breach, type Case } from '../case.ts';
import { opcode } from '../frame.ts';
import { protocolName, toldOfClose } from '../talk.ts';
import { initOf, type Visit } from '../visit.ts';
import type { Wire } from '../wire.ts';

async function expectChosen(visit: Visit, protocols: readonly string[]): Promise<string> {
  const { status, protocol } = await visit.wire({ protocols });
  if (status !== 101 || protocol !== protocolName)
    throw new Breach(`expected 101 and ${protocolName}, came ${status} and ${protocol ?? 'no subprotocol'}`);
  return `101, ${protocol}`;
}

/** Neither is a foreign protocol confirmed nor an operation let in. */
async function expectTurnedAway(visit: Visit, protocols: readonly string[]): Promise<string> {
  const wire = await visit.wire({ protocols });
  if (wire.status !== 101) return `the handshake was answered ${wire.status}`;
  if (wire.protocol !== null && protocols.length > 0)
    throw new Breach(`expected no subprotocol, came ${wire.protocol}`);
  wire.sendText(initOf(visit.server));
  return `101, then ${await closedUnheard(wire)}`;
}

async function closedUnheard(wire: Wire): Promise<string> {
  const closed = await wire.closed();
  const frame = await wire.receive().catch(() => null);
  if (frame && frame.opcode === opcode.text) throw new Breach(`expected no message, came ${String(frame.payload)}`);
  return toldOfClose(closed);
}

async function expectNoUpgrade(visit: Visit, headers: Record<string, string | null>): Promise<string> {
  const wire = await visit.wire({ protocols: [protocolName], headers }).catch((error: unknown) => {
    if (error instanceof Breach && error.message.includes('dropped')) return null;
    throw error;
  });
  if (wire?.status === 101) throw new Breach('expected the handshake to be refused, came 101');
  await visit.stillServes();
  return wire ? `the handshake was answered ${wire.status}` : 'the connection was dropped';
}

export const handshakeCases: readonly Case[] = [
  {
    id: 'handshake/right-protocol',
    level: 'MUST',
    rule: 'A client that offers graphql-transport-ws is told that it was chosen.',
    run: (visit) => expectChosen(visit, [protocolName]),
  },
  {
    id: 'handshake/among-several',
    level: 'MUST',
    rule: 'Of several offers, in whatever order, graphql-transport-ws is the one chosen.',
    async run(visit) {
      await expectChosen(visit, [protocolName, 'graphql-ws']);
      return expectChosen(visit, ['graphql-ws', 'chat', protocolName]);
    },
  },
  {
    id: 'handshake/no-protocol',
    level: 'MUST',
    rule: 'A client that offers no subprotocol is not let in.',
    run: (visit) => expectTurnedAway(visit, []),
  },
  {
    id: 'handshake/no-protocol-code',
    level: 'SHOULD',
    rule: 'A websocket without the subprotocol is closed with 4406, or its handshake refused.',
    async run(visit) {
      const wire = await visit.wire({ protocols: [] });
      if (wire.status !== 101) return `the handshake was answered ${wire.status}`;
      const closed = await wire.closed();
      if (closed.code !== 4406) throw new Breach(`expected 4406, came ${toldOfClose(closed)}`);
      return toldOfClose(closed);
    },
  },
  {
    id: 'handshake/legacy-protocol',
    level: 'MUST',
    rule: 'The older subprotocol graphql-ws is neither confirmed nor served.',
    run: (visit) => expectTurnedAway(visit, ['graphql-ws']),
  },
  {
    id: 'handshake/unknown-protocol',
    level: 'MUST',
    rule: 'A subprotocol that has nothing to do with GraphQL is neither confirmed nor served.',
    run: (visit) => expectTurnedAway(visit, ['chat', 'superchat']),
  },
  {
    id: 'handshake/no-protocol-broken-frame',
    level: 'MUST',
    rule: 'A broken frame on a socket without the subprotocol harms nobody else.',
    async run(visit) {
      const wire = await visit.wire({ protocols: [] });
      if (wire.status !== 101) return `the handshake was answered ${wire.status}`;
      wire.send({ opcode: opcode.text, payload: 'x', rsv: 7 });
      const came = toldOfClose(await wire.closed());
      await visit.stillServes();
      return came;
    },
  },
  {
    id: 'handshake/no-key',
    level: 'MUST',
    rule: 'A handshake without Sec-WebSocket-Key opens no websocket.',
    run: (visit) => expectNoUpgrade(visit, { 'Sec-WebSocket-Key': null }),
  },
  {
    id: 'handshake/bad-key',
    level: 'MUST',
    rule: 'A handshake whose key is not 16 bytes in base64 opens no websocket.',
    run: (visit) => expectNoUpgrade(visit, { 'Sec-WebSocket-Key': 'short' }),
  },
  {
    id: 'handshake/unknown-version',
    level: 'MUST',
    rule: 'A websocket version that is not there yet is refused.',
    run: (visit) => expectNoUpgrade(visit, { 'Sec-WebSocket-Version': '99' }),
  },
];
