import { followPrices } from './prices.ts';
import { acceptReaders, type BareReader, bySymbol, headerOf, payloadOf } from './readers.ts';
import { runServer } from './server.ts';

/** The physical limit without batching: payloads built once, one write for each value and reader, at once. */
await runServer((server, urls, { universe }) => {
  const readers = bySymbol(universe, () => new Set<BareReader>());
  const last = new Map<string, Buffer>();
  const write = ({ head, socket }: BareReader, bytes: Buffer) =>
    void socket.write(Buffer.concat([headerOf(head.length + bytes.length), head, bytes]));
  acceptReaders(server, (reader, symbols) => {
    for (const symbol of symbols) {
      readers.get(symbol)?.add(reader);
      const bytes = last.get(symbol);
      if (bytes) write(reader, bytes);
    }
  });
  followPrices(urls, universe, (quote) => {
    const bytes = payloadOf(quote);
    last.set(quote.symbol, bytes);
    for (const reader of readers.get(quote.symbol) ?? []) write(reader, bytes);
  });
});
