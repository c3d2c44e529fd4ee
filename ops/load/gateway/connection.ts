import { connect, type Socket } from 'node:net';

const headersEnd = Buffer.from('\r\n\r\n');
const chunksEnd = Buffer.from('0\r\n\r\n');
const patienceMs = 30_000;

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  /** Bytes of the body as they were sent. */
  readonly size: number;
  /** The body's text, put together from its chunks only when it is asked for. */
  text(): string;
}

function unchunk(body: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.toString('latin1', at, line), 16);
    if (!(size > 0)) return Buffer.concat(parts).toString('utf8');
    parts.push(body.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}

/** One kept-alive HTTP/1.1 connection with one request at a time on it, far cheaper than any client library. */
export class Connection implements Disposable {
  readonly #socket: Socket;
  #parts: Buffer[] = [];
  #size = 0;
  /** Bytes of head and body together; 0 while the head is not whole, -1 where the body tells its end itself. */
  #whole = 0;
  #bodyAt = 0;
  #status = 0;
  #settle: { resolve(answer: Answer): void; reject(error: Error): void } | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setTimeout(patienceMs, () => socket.destroy(new Error(`waited ${patienceMs} ms for an answer`)));
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', (error) => this.#settle?.reject(error));
    socket.on('close', () => this.#settle?.reject(new Error('the connection was closed')));
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new Connection(socket)));
      socket.once('error', reject);
    });
  }

  ask(body: string, header = ''): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#socket.write(
        `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\naccept: application/json\r\n${header}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    });
  }

  #take(chunk: Buffer): void {
    this.#parts.push(chunk);
    this.#size += chunk.length;
    if (this.#whole === 0) this.#readHead();
    if (this.#whole > 0 ? this.#size >= this.#whole : this.#whole === -1 && this.#endsWithLastChunk()) this.#finish();
  }

  #readHead(): void {
    const seen = this.#joined();
    const end = seen.indexOf(headersEnd);
    if (end === -1) return;
    const head = seen.toString('latin1', 0, end).toLowerCase();
    this.#status = Number(head.slice(9, 12));
    this.#bodyAt = end + headersEnd.length;
    const length = head.match(/\r\ncontent-length: *(\d+)/);
    this.#whole = length ? this.#bodyAt + Number(length[1]) : -1;
  }

  #joined(): Buffer {
    if (this.#parts.length > 1) this.#parts = [Buffer.concat(this.#parts)];
    return this.#parts[0]!;
  }

  #endsWithLastChunk(): boolean {
    const last = this.#parts.at(-1)!;
    const tail = last.length >= chunksEnd.length ? last : this.#joined();
    return tail.subarray(-chunksEnd.length).equals(chunksEnd);
  }

  #finish(): void {
    const [parts, bodyAt, chunked] = [this.#parts, this.#bodyAt, this.#whole === -1];
    const answer: Answer = {
      status: this.#status,
      size: this.#size - bodyAt,
      text() {
        const body = Buffer.concat(parts).subarray(bodyAt);
        return chunked ? unchunk(body) : body.toString('utf8');
      },
    };
    this.#parts = [];
    this.#size = this.#whole = 0;
    const settle = this.#settle;
    this.#settle = null;
    settle?.resolve(answer);
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}
