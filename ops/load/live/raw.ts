import { createClient } from 'graphql-ws';
import { WebSocket, WebSocketServer } from 'ws';
import { runServer } from './server.ts';
import { companyName, symbols } from './world.ts';

/**
 * The physical limit: no protocol, no execution. Frames are built once for each id and symbol from what the source sent, gathered for 100 ms, and written in one go per
 * socket.
 */
interface Reader {
  readonly unread: Map<string, Buffer>;
  readonly head: Buffer;
  write(bytes: Buffer): void;
}

await runServer((server, urls) => {
  const readers = new Map<string, Set<Reader>>(symbols(200).map((symbol) => [symbol, new Set()]));
  const last = new Map<string, Buffer>();
  const waiting = new Set<Reader>();
  const wss = new WebSocketServer({ server, path: '/graphql', handleProtocols: () => 'graphql-transport-ws' });
  wss.on('connection', (ws, { socket }) => {
    ws.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (message.type === 'connection_init') return ws.send('{"type":"connection_ack"}');
      const head = Buffer.from(`{"id":"${message.id}","type":"next","payload":`);
      const reader: Reader = { unread: new Map(), head, write: (bytes) => void socket.write(bytes) };
      for (const symbol of message.payload.variables.symbols as string[]) {
        readers.get(symbol)?.add(reader);
        const bytes = last.get(symbol);
        if (bytes) reader.unread.set(symbol, bytes);
      }
      waiting.add(reader);
    });
  });
  setInterval(() => {
    for (const { unread, head, write } of waiting) {
      const parts: Buffer[] = [];
      for (const bytes of unread.values()) {
        const length = head.length + bytes.length;
        parts.push(Buffer.from([0x81, 126, length >>> 8, length & 255]), head, bytes);
      }
      unread.clear();
      write(Buffer.concat(parts));
    }
    waiting.clear();
  }, 100);

  const client = createClient({ url: urls.market.replace('http', 'ws'), webSocketImpl: WebSocket });
  client.subscribe<{ quotes: { symbol: string } }>(
    {
      query: 'subscription ($symbols: [ID!]!) { quotes(symbols: $symbols) { symbol last changePercent asOf state } }',
      variables: { symbols: symbols(200) },
    },
    {
      next: ({ data }) => {
        if (!data) return;
        const { symbol } = data.quotes;
        const instrument = { company: { name: companyName(symbol) } };
        const bytes = Buffer.from(`${JSON.stringify({ data: { quotes: { ...data.quotes, instrument } } })}}`);
        last.set(symbol, bytes);
        for (const reader of readers.get(symbol) ?? []) {
          reader.unread.set(symbol, bytes);
          waiting.add(reader);
        }
      },
      error: (error) => {
        throw error;
      },
      complete: () => {},
    },
  );
});
