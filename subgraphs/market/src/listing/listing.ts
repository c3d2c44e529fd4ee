import type { Log } from '@lzstock/kit/log';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '../clock.ts';

/** What is asked of an instrument on every tick and every read. */
export interface Listed {
  readonly symbol: string;
  readonly currency: string | null;
  readonly active: boolean;
  readonly renamedTo: string | null;
}

export interface ListingOptions {
  readonly fork: () => EntityManager;
  readonly clock: Clock;
  readonly log: Log;
  /** Told whenever the set of active symbols may be another. */
  readonly changed: (active: readonly string[]) => void;
}

interface Row {
  readonly symbol: string;
  readonly currency: string | null;
  readonly active: boolean;
  readonly renamed_to: string | null;
  readonly read_ms: string;
}

const refreshMs = 2_000;
/** Transactions may commit this much later than what they write says. */
const lateMs = 15_000;

/** Which instruments are listed, in memory, following the table that events of `companies` fill. While the database is away it stays as it was. */
export class Listing implements AsyncDisposable {
  readonly #options: ListingOptions;
  readonly #bySymbol = new Map<string, Listed>();
  readonly #timer: Disposable;
  #since = 0;
  #work: Promise<void> | null = null;
  #failing = false;

  private constructor(options: ListingOptions) {
    this.#options = options;
    this.#timer = options.clock.every(refreshMs, () => void this.refresh());
  }

  /** The listing as the database has it now. Rejects where that cannot be read. */
  static async open(options: ListingOptions): Promise<Listing> {
    const listing = new Listing(options);
    try {
      await listing.#read();
    } catch (error) {
      await listing[Symbol.asyncDispose]();
      throw error;
    }
    return listing;
  }

  /** The instrument of that symbol while it is traded; null where none is. */
  find = (symbol: string): Listed | null => {
    const listed = this.#bySymbol.get(symbol);
    return listed?.active ? listed : null;
  };

  /** The symbol under which what `symbol` once named is listed today; null where the market never heard of it. */
  current(symbol: string): string | null {
    let listed = this.#bySymbol.get(symbol);
    for (let hops = 0; listed?.renamedTo && hops < 8; hops++) listed = this.#bySymbol.get(listed.renamedTo) ?? listed;
    return listed?.symbol ?? null;
  }

  get size(): number {
    return this.#bySymbol.size;
  }

  /** Reads what changed since the last time; never rejects. */
  refresh(): Promise<void> {
    this.#work ??= this.#read()
      .then(
        () => {
          this.#failing = false;
        },
        (err: unknown) => {
          if (!this.#failing) this.#options.log.warn({ err }, 'the listing cannot follow the database');
          this.#failing = true;
        },
      )
      .finally(() => {
        this.#work = null;
      });
    return this.#work;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#timer[Symbol.dispose]();
    await this.#work;
  }

  async #read(): Promise<void> {
    const rows = await this.#options.fork().execute<Row[]>(
      `select symbol, currency, active, renamed_to, (extract(epoch from now()) * 1000)::bigint as read_ms
        from listed_instrument where changed_at > to_timestamp(?)`,
      [this.#since / 1000],
    );
    if (rows.length > 0) this.#since = Number(rows[0]!.read_ms) - lateMs;
    let other = false;
    for (const row of rows) {
      const { symbol, currency, active, renamed_to: renamedTo } = row;
      const before = this.#bySymbol.get(symbol);
      if (before && before.active === active && before.currency === currency && before.renamedTo === renamedTo)
        continue;
      this.#bySymbol.set(symbol, { symbol, currency, active, renamedTo });
      other = true;
    }
    if (!other) return;
    this.#options.changed([...this.#bySymbol.values()].filter((each) => each.active).map((each) => each.symbol));
  }
}
