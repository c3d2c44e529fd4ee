import { randomBytes } from 'node:crypto';

export const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A websocket frame as a client means it, right or wrong. */
export interface FrameToSend {
  readonly opcode: number;
  readonly payload?: Buffer | string;
  /** False where more fragments follow. */
  readonly fin?: boolean;
  /** The three reserved bits as a number. */
  readonly rsv?: number;
  readonly masked?: boolean;
  /** The length that the header tells where it is not that of the payload. */
  readonly length?: bigint;
}

export interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
  readonly fin: boolean;
  readonly rsv: number;
  readonly masked: boolean;
  /** Whether the length stands in the fewest bytes possible. */
  readonly isMinimal: boolean;
}

/** The bytes of one frame (RFC 6455, 5.2). */
export function encodeFrame({ opcode, payload = '', fin = true, rsv = 0, masked = true, length }: FrameToSend): Buffer {
  const body = Buffer.from(payload as string);
  const told = length ?? BigInt(body.length);
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  const header = Buffer.alloc(told < 126 ? 2 : told < 65_536 ? 4 : 10);
  header[0] = first;
  if (told < 126) header[1] = Number(told);
  else if (told < 65_536) {
    header[1] = 126;
    header.writeUInt16BE(Number(told), 2);
  } else {
    header[1] = 127;
    header.writeBigUInt64BE(told, 2);
  }
  if (!masked) return Buffer.concat([header, body]);
  header[1] = header[1]! | 0x80;
  const mask = randomBytes(4);
  for (let at = 0; at < body.length; at++) body[at] = body[at]! ^ mask[at % 4]!;
  return Buffer.concat([header, mask, body]);
}

/** The first frame in `bytes` and what follows it; null where it is not there yet. */
export function decodeFrame(bytes: Buffer): { readonly frame: Frame; readonly rest: Buffer } | null {
  if (bytes.length < 2) return null;
  const [first, second] = [bytes[0]!, bytes[1]!];
  const short = second & 0x7f;
  const masked = second >= 0x80;
  const begin = (short < 126 ? 2 : short === 126 ? 4 : 10) + (masked ? 4 : 0);
  if (bytes.length < begin) return null;
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < begin + length) return null;
  const isMinimal = short < 126 || (short === 126 ? length >= 126 : length >= 65_536);
  const payload = bytes.subarray(begin, begin + length);
  return {
    frame: { opcode: first & 0x0f, payload, fin: first >= 0x80, rsv: (first >> 4) & 7, masked, isMinimal },
    rest: bytes.subarray(begin + length),
  };
}

/** A close frame's body. */
export function closeBody(code: number, reason: Buffer | string = ''): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(code);
  return Buffer.concat([head, Buffer.from(reason as string)]);
}
