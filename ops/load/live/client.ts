import { randomUUID } from 'node:crypto';
import { type Connection, openConnection } from './connection.ts';
import type { Tally } from './tally.ts';
import { type Load, operations, placeOf, symbols, wanted } from './world.ts';

const symbolKey = Buffer.from('"symbol":"');
const next = Buffer.from('"next"');
/** From the symbol to its number: its four letters and `","seq":`. */
const toSeq = 4 + 8;
const heard = 1;
const awaited = 2;
/** Sockets of one source address; another one is used beyond it. An address has about 28,000 ports. */
const perAddress = 20_000;

export interface ClientOptions {
  readonly index: number;
  readonly load: Load;
  readonly port: number;
  /** Last part of the first source address, 127.0.0.x; 2 where left out. */
  readonly firstAddress?: number | undefined;
  /** What it signs in with; a visitor without. */
  readonly token?: string | undefined;
  readonly tally: Tally;
  /** Told when a first value of each symbol has come on the present socket. */
  readonly whole: () => void;
  readonly lost: (code: number) => void;
}

/** One reader on a bare socket. Follows the highest number of each of its symbols. */
export class Client {
  /** By place of the symbol; −1 before the first value. */
  readonly seqs: Int32Array;
  readonly places: readonly number[];
  closeCode: number | null = null;
  #connection: Connection | null = null;
  #missing = 0;
  #at = 0;
  readonly #heard: Uint8Array;
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.places = wanted(options.load, options.index);
    this.seqs = new Int32Array(options.load.universe).fill(-1);
    this.#heard = new Uint8Array(options.load.universe);
  }

  /** Connects and initialises; resolves when acknowledged, or rejects where that fails. */
  async connect(): Promise<void> {
    const { port, index, firstAddress = 2, token, lost } = this.#options;
    this.#at = 0;
    this.closeCode = null;
    this.#connection = await openConnection({
      port,
      localAddress: `127.0.0.${firstAddress + Math.floor(index / perAddress)}`,
      token,
      message: (data, from, to) => this.#receive(data, from, to),
      lost: (code) => {
        this.closeCode = code;
        this.#connection = null;
        lost(code);
      },
    });
  }

  subscribe(places = this.places): void {
    const { load } = this.#options;
    const all = symbols(load.universe);
    for (const place of places) {
      if (this.#heard[place] !== awaited) this.#missing++;
      this.#heard[place] = awaited;
    }
    const payload = { query: operations[load.follows], variables: { symbols: places.map((place) => all[place]) } };
    this.#connection?.send(JSON.stringify({ id: randomUUID(), type: 'subscribe', payload }));
  }

  #receive(data: Buffer, from: number, to: number): void {
    const { tally, whole } = this.#options;
    if (this.#at === 0 || data[from + this.#at] !== 83) {
      const message = data.subarray(from, to);
      const found = message.indexOf(symbolKey);
      if (found < 0 || message.indexOf(next) < 0) throw new Error(`expected a value, came ${message.toString()}`);
      this.#at = found + symbolKey.length;
    }
    const at = from + this.#at;
    const place = placeOf(data, at);
    let seq = 0;
    for (let digit = at + toSeq; data[digit]! >= 48 && data[digit]! <= 57; digit++) seq = seq * 10 + data[digit]! - 48;
    const before = this.seqs[place]!;
    const first = this.#heard[place] === awaited;
    tally.value(data, from, to, before < 0 || first ? 0 : seq > before ? seq - before - 1 : -1);
    if (seq > before) this.seqs[place] = seq;
    if (!first) return;
    this.#heard[place] = heard;
    if (--this.#missing === 0) whole();
  }

  stall(): void {
    this.#connection?.pause();
  }

  resume(): void {
    this.#connection?.resume();
  }

  leave(): void {
    this.#connection?.leave();
    this.#connection = null;
  }

  /** Symbols whose newest number did not come. */
  behind(finals: readonly number[]): number {
    return this.places.filter((place) => this.seqs[place]! < finals[place]!).length;
  }
}
