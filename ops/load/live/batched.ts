import { followPrices } from './prices.ts';
import { acceptReaders, type BareReader, bySymbol, headerOf, payloadOf } from './readers.ts';
import { runServer } from './server.ts';

interface Gathering extends BareReader {
  readonly unread: Map<string, Buffer>;
}

/** The physical limit of batching: payloads built once, gathered for 100 ms, written in one go per socket. */
await runServer((server, urls, { universe }) => {
  const readers = bySymbol(universe, () => new Set<Gathering>());
  const last = new Map<string, Buffer>();
  const waiting = new Set<Gathering>();
  acceptReaders(server, (bare, symbols) => {
    const reader: Gathering = { ...bare, unread: new Map() };
    for (const symbol of symbols) {
      readers.get(symbol)?.add(reader);
      const bytes = last.get(symbol);
      if (bytes) reader.unread.set(symbol, bytes);
    }
    waiting.add(reader);
  });
  setInterval(() => {
    for (const { unread, head, socket } of waiting) {
      const parts: Buffer[] = [];
      for (const bytes of unread.values()) parts.push(headerOf(head.length + bytes.length), head, bytes);
      unread.clear();
      socket.write(Buffer.concat(parts));
    }
    waiting.clear();
  }, 100);
  followPrices(urls, universe, (quote) => {
    const bytes = payloadOf(quote);
    last.set(quote.symbol, bytes);
    for (const reader of readers.get(quote.symbol) ?? []) {
      reader.unread.set(quote.symbol, bytes);
      waiting.add(reader);
    }
  });
});
