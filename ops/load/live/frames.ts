/** Frames of a client (RFC 6455, 5.2), masked with zeros: the mask costs the server the same whatever it is. */
export function textFrame(text: string): Buffer {
  const data = Buffer.from(text);
  const short = data.length < 126;
  const header = Buffer.from(short ? [0x81, 0x80 | data.length] : [0x81, 0xfe, data.length >>> 8, data.length & 255]);
  return Buffer.concat([header, Buffer.alloc(4), data]);
}

const pongFrame = (data: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0x8a, 0x80 | data.length]), Buffer.alloc(4), data]);

/** What the frames of one server are handed to: the bytes of a message begin at `from` and end before `to`. */
export interface FrameReader {
  text(data: Buffer, from: number, to: number): void;
  pong(bytes: Buffer): void;
  closed(code: number): void;
}

/** Reads whole frames from the chunks of a socket; answers pings. */
export function readFrames({ text, pong, closed }: FrameReader): (chunk: Buffer) => void {
  let rest: Buffer | null = null;
  return (chunk) => {
    const buffer = rest ? Buffer.concat([rest, chunk]) : chunk;
    const end = buffer.length;
    let at = 0;
    while (end - at >= 2) {
      const short = buffer[at + 1]!;
      const from = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
      if (end < from) break;
      const length =
        short < 126 ? short : short === 126 ? buffer.readUInt16BE(at + 2) : Number(buffer.readBigUInt64BE(at + 2));
      const to = from + length;
      if (end < to) break;
      const opcode = buffer[at]! & 15;
      if (opcode === 1) text(buffer, from, to);
      else if (opcode === 9) pong(pongFrame(buffer.subarray(from, to)));
      else if (opcode === 8) closed(length >= 2 ? buffer.readUInt16BE(from) : 1005);
      at = to;
    }
    rest = at < end ? buffer.subarray(at) : null;
  };
}
