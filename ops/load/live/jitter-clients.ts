import { chaosProxy } from '@lzstock/kit/testing/proxy';
import { type Connection, jitter, openConnection } from './connection.ts';
import { JitterBook, type ToldQuote } from './jitter-book.ts';
import { type Load, symbols, tell, told, wait, wanted } from './world.ts';

/** Readers whose way to the gateway is cut, all at once, and who come back by themselves. Does what the parent says and answers each. */
const { load, port } = await told<{ readonly load: Load; readonly port: number }>(process, 'begin');
const way = await chaosProxy({ to: `http://127.0.0.1:${port}` });
const all = symbols(load.universe);
const book = new JitterBook();
const backMs: number[] = [];
let away = 0;
let healedAt = 0;
const query =
  'subscription ($symbols: [ID!]!) { quotes(symbols: $symbols) { symbol epoch seq state last gap { from to reason } instrument { company { name } } } }';

class Reader {
  readonly #symbols: readonly string[];
  readonly #ever = new Map<string, ToldQuote>();
  readonly #address: string;

  constructor(index: number) {
    this.#symbols = wanted(load, index).map((place) => all[place]!);
    this.#address = `127.0.0.${2 + Math.floor(index / 20_000)}`;
    away++;
  }

  async follow(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#connect();
      } catch {
        await wait(jitter(attempt));
      }
    }
  }

  async #connect(): Promise<void> {
    const here = new Map<string, ToldQuote>();
    let askedAt = 0;
    const connection: Connection = await openConnection({
      port: way.port,
      localAddress: this.#address,
      message: (data, from, to) => {
        const text = data.toString('utf8', from, to);
        const quote: ToldQuote | undefined = JSON.parse(text).payload?.data?.quotes;
        if (!quote) return book.end(text);
        const before = here.get(quote.symbol);
        if (before) book.next(quote, before);
        else book.first(quote, askedAt, this.#ever.get(quote.symbol));
        here.set(quote.symbol, quote);
        this.#ever.set(quote.symbol, quote);
        if (before || here.size < this.#symbols.length) return;
        away--;
        if (healedAt > 0) backMs.push(Date.now() - healedAt);
      },
      lost: () => {
        if (here.size === this.#symbols.length) away++;
        void wait(jitter(0)).then(() => this.follow());
      },
    });
    askedAt = Date.now();
    const payload = { query, variables: { symbols: this.#symbols } };
    connection.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
  }
}

async function everyoneBack(): Promise<void> {
  for (const end = Date.now() + 60_000; away > 0 && Date.now() < end; ) await wait(0.02);
}

const acts: Record<string, () => Promise<object> | object> = {
  async connect() {
    const readers = Array.from({ length: load.clients }, (_, index) => new Reader(index));
    for (let first = 0; first < readers.length; first += 50)
      await Promise.all(readers.slice(first, first + 50).map((reader) => reader.follow()));
    await everyoneBack();
    return { whole: load.clients - away };
  },
  async back() {
    await everyoneBack();
    return {};
  },
  async cut() {
    await way.refuse();
    return {};
  },
  async heal() {
    healedAt = Date.now();
    await way.heal();
    return {};
  },
  result: () => ({ ...book.take(), away, backMs: backMs.sort((a, b) => a - b) }),
};

process.on('message', ({ kind }: { readonly kind: string }) => {
  const act = acts[kind];
  if (act) void Promise.resolve(act()).then((answer) => tell({ kind: `${kind} done`, ...answer }));
});
tell({ kind: 'ready' });
