import { randomBytes, randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { readFrames, textFrame } from './frames.ts';
import type { Tally } from './tally.ts';
import { type Load, operations, placeOf, symbols, wanted } from './world.ts';

const symbolKey = Buffer.from('"symbol":"');
const next = Buffer.from('"next"');
/** From the symbol to its number: its four letters and `","seq":`. */
const toSeq = 4 + 8;
const heard = 1;
const awaited = 2;
/** Sockets of one source address; a second one is used beyond it. */
const perAddress = 20_000;

export interface ClientOptions {
  readonly index: number;
  readonly load: Load;
  readonly port: number;
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
  #socket: Socket | null = null;
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
  connect(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const { port, index, lost } = this.#options;
    const localAddress = `127.0.0.${2 + Math.floor(index / perAddress)}`;
    const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true });
    this.#socket = socket;
    this.#at = 0;
    this.closeCode = null;
    let acknowledged = false;
    socket.on('error', reject);
    socket.once('close', () => {
      reject(new Error('closed'));
      if (this.#socket !== socket) return;
      this.#socket = null;
      if (acknowledged) lost(this.closeCode ?? 1006);
    });
    const frames = readFrames({
      text: (data, from, to) => {
        if (acknowledged) return this.#receive(data, from, to);
        acknowledged = true;
        resolve();
      },
      pong: (bytes) => socket.write(bytes),
      closed: (code) => {
        this.closeCode = code;
        socket.end();
      },
    });
    socket.once('data', (chunk: Buffer) => {
      const end = chunk.indexOf('\r\n\r\n') + 4;
      if (!chunk.toString('latin1', 0, 12).endsWith('101')) return socket.destroy();
      socket.on('data', frames);
      socket.write(textFrame('{"type":"connection_init"}'));
      if (end < chunk.length) frames(chunk.subarray(end));
    });
    const key = randomBytes(16).toString('base64');
    socket.write(
      `GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`,
    );
    return promise;
  }

  subscribe(places = this.places): void {
    const { load } = this.#options;
    const all = symbols(load.universe);
    for (const place of places) {
      if (this.#heard[place] !== awaited) this.#missing++;
      this.#heard[place] = awaited;
    }
    const payload = { query: operations[load.follows], variables: { symbols: places.map((place) => all[place]) } };
    this.#socket?.write(textFrame(JSON.stringify({ id: randomUUID(), type: 'subscribe', payload })));
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
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  leave(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.destroy();
  }

  /** Symbols whose newest number did not come. */
  behind(finals: readonly number[]): number {
    return this.places.filter((place) => this.seqs[place]! < finals[place]!).length;
  }
}
