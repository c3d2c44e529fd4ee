import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Quote } from './prices.ts';
import { companyName, symbols } from './world.ts';

/** A reader of the two limits: no protocol beyond what lets it in, no execution. */
export interface BareReader {
  /** What precedes each payload. */
  readonly head: Buffer;
  readonly socket: Duplex;
}

/** Lets readers in and tells which symbols they follow. */
export function acceptReaders(server: Server, follow: (reader: BareReader, symbols: readonly string[]) => void): void {
  const wss = new WebSocketServer({ server, path: '/graphql', handleProtocols: () => 'graphql-transport-ws' });
  wss.on('connection', (ws, { socket }) => {
    ws.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (message.type === 'connection_init') return ws.send('{"type":"connection_ack"}');
      const head = Buffer.from(`{"id":"${message.id}","type":"next","payload":`);
      follow({ head, socket }, message.payload.variables.symbols);
    });
  });
}

/** The payload of a quote with the company's name, and the brace that closes the message. */
export function payloadOf(quote: Quote): Buffer {
  const instrument = { company: { name: companyName(quote.symbol) } };
  return Buffer.from(`${JSON.stringify({ data: { quotes: { ...quote, instrument } } })}}`);
}

export const bySymbol = <T>(universe: number, make: () => T): Map<string, T> =>
  new Map(symbols(universe).map((symbol) => [symbol, make()]));

/** The header of a frame of 126 to 65,535 bytes. */
export const headerOf = (length: number): Buffer => Buffer.from([0x81, 126, length >>> 8, length & 255]);
