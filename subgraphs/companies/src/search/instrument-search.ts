import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Log } from '@lzstock/kit/log';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Listing } from '../instrument/listing.ts';
import { InstrumentIndex, type Searchable } from './instrument-index.ts';
import { searchStored } from './stored-search.ts';

export interface InstrumentSearchOptions {
  readonly fork: () => EntityManager;
  readonly log: Log;
  /** How often changes made by other processes are looked for. */
  readonly refreshMs: number;
  /** 0 up to 1; puts the instruments into no particular order, which keeps the index balanced. */
  readonly random: () => number;
}

const pageSize = 1_000;
const turn = 250;
/** Transactions of other processes may commit this much later than what they write says. */
const lateMs = 60_000;

type Row = Searchable & { readonly readMs: string };

export const changedPage = `select id, symbol, name, exchange, kind, currency, active, cik, former_symbols as "formerSymbols",
    also_known_as as "alsoKnownAs", prominence, (extract(epoch from now()) * 1000)::bigint as "readMs"
  from instrument where id > ? and changed_at >= ? order by id limit ?`;

function shuffle<T>(items: T[], random: () => number): void {
  for (let at = items.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [items[at], items[other]] = [items[other]!, items[at]!];
  }
}

/**
 * Search as you type over all instruments, from memory. The index is built in the background and kept up to date; until it is there, the database answers.
 * While the database is away, what is in memory goes on answering.
 */
export class InstrumentSearch implements AsyncDisposable {
  readonly #options: InstrumentSearchOptions;
  readonly #stop = new AbortController();
  #index: InstrumentIndex | null = null;
  #since = new Date(0);
  #failing = false;
  #work: Promise<void> = Promise.resolve();
  readonly #timer: NodeJS.Timeout;

  constructor(options: InstrumentSearchOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.refresh(), options.refreshMs);
    this.#timer.unref();
    void this.refresh();
  }

  /** How many instruments the index holds; null until it is built. */
  get size(): number | null {
    return this.#index?.size ?? null;
  }

  async search(text: string, first: number): Promise<readonly Listing[]> {
    return this.#index ? this.#index.search(text, first) : searchStored(this.#options.fork(), text, first);
  }

  /** Brings the index up to what the database says now, one caller after the other. A failure is logged and made good by the next call. */
  refresh(): Promise<void> {
    this.#work = this.#work.then(() => this.#bringUpToDate());
    return this.#work;
  }

  async #bringUpToDate(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    try {
      const rows = await this.#read(this.#since);
      await this.#take(rows);
      if (rows.length > 0) this.#since = new Date(Number(rows[0]!.readMs) - lateMs);
      if (this.#failing) this.#options.log.info('the search index follows the database again');
      this.#failing = false;
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      if (!this.#failing) this.#options.log.warn({ err: error }, 'the search index cannot follow the database');
      this.#failing = true;
    }
  }

  /** All rows changed since, page by page. */
  async #read(since: Date): Promise<Row[]> {
    const em = this.#options.fork();
    const rows: Row[] = [];
    for (let after = 0; ; after = rows.at(-1)!.id) {
      const next = await em.execute<Row[]>(changedPage, [after, since, pageSize]);
      rows.push(...next);
      if (next.length < pageSize) return rows;
      this.#stop.signal.throwIfAborted();
    }
  }

  /** Few rows go into the index in use, many into a new one beside it that takes its place when it is complete. */
  async #take(rows: Row[]): Promise<void> {
    const current = this.#index;
    const changed = current ? rows.filter((row) => !current.holds(row)) : rows;
    if (current && changed.length + current.gone <= current.size / 4) {
      for (const row of changed) current.put(row);
      return;
    }
    const all = current ? [...new Map([...current.all(), ...changed].map((row) => [row.id, row])).values()] : changed;
    shuffle(all, this.#options.random);
    const built = new InstrumentIndex();
    for (const [at, row] of all.entries()) {
      built.put(row);
      if (at % turn === turn - 1) await nextTurn();
      this.#stop.signal.throwIfAborted();
    }
    this.#index = built;
    this.#options.log.debug({ instruments: built.size }, 'the search index is built');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    clearInterval(this.#timer);
    await this.#work;
  }
}
