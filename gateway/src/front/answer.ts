import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const smallest = 1_024;
/** Bytes up to which a text is written faster together with the head than as bytes behind it. */
const longestTogether = 8_192;

const squeeze = {
  br: (bytes: Buffer) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes, { level: 4 }),
} as const;

type Coding = keyof typeof squeeze;

/** The best way to compress that a client takes; null where it takes none. */
export function codingOf(acceptEncoding: string | undefined): Coding | null {
  const taken = new Set<string>();
  for (const part of acceptEncoding?.toLowerCase().split(',') ?? []) {
    const [name = '', weight] = part.split(';').map((piece) => piece.trim());
    if (!/^q=0(\.0*)?$/.test(weight ?? '')) taken.add(name);
  }
  return taken.has('br') ? 'br' : taken.has('gzip') ? 'gzip' : null;
}

/** The body of an answer, made ready once however many are sent it. */
export class AnswerBody {
  readonly size: number;
  readonly #text: string;
  #bytes: Buffer | undefined;
  readonly #coded: { [coding in Coding]?: Promise<Buffer> } = {};

  constructor(text: string) {
    this.#text = text;
    this.size = Buffer.byteLength(text);
  }

  /** As it is written fastest. */
  get plain(): string | Buffer {
    return this.size > longestTogether ? this.#all : this.#text;
  }

  compressed(coding: Coding): Promise<Buffer> {
    this.#coded[coding] ??= squeeze[coding](this.#all);
    return this.#coded[coding];
  }

  get #all(): Buffer {
    this.#bytes ??= Buffer.from(this.#text);
    return this.#bytes;
  }
}

export interface Answer {
  readonly status: number;
  /** Names and values of more headers, one after the other; those of the body are added. */
  readonly headers: string[];
  readonly contentType: string;
  readonly body: AnswerBody;
  /** What the client's `accept-encoding` said; undefined where the answer is to go as it is. */
  readonly acceptEncoding: string | undefined;
}

/** Sends an answer, compressed where that pays; a promise of when it was handed over where that is not at once. */
export function sendAnswer(response: ServerResponse, answer: Answer): void | Promise<void> {
  const { status, headers, body } = answer;
  headers.push('content-type', answer.contentType);
  const coding = body.size < smallest ? null : codingOf(answer.acceptEncoding);
  if (coding === null) {
    headers.push('content-length', String(body.size));
    response.writeHead(status, headers).end(body.plain);
    return;
  }
  return body.compressed(coding).then((bytes) => {
    if (response.destroyed) return;
    headers.push('content-encoding', coding, 'content-length', String(bytes.length));
    response.writeHead(status, headers).end(bytes);
  });
}
