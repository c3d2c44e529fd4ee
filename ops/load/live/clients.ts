import { randomBytes, randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { type Load, operation, symbols, tell, told } from './world.ts';

/** A thousand readers on bare sockets: frames are counted by their headers, and the delay of one in fifty is read from its `asOf`. */
const { load, port } = await told<{ readonly load: Load; readonly port: number }>(process, 'begin');
const all = symbols(load.universe);

let counting = false;
let delivered = 0;
let bytes = 0;
let seen = 0;
const delays: number[] = [];

function frame(text: string): Buffer {
  const data = Buffer.from(text);
  const short = data.length < 126;
  const header = Buffer.from(short ? [0x81, 0x80 | data.length] : [0x81, 0xfe, data.length >>> 8, data.length & 255]);
  return Buffer.concat([header, Buffer.alloc(4), data]);
}

const pong = (data: Buffer): Buffer => Buffer.concat([Buffer.from([0x8a, 0x80 | data.length]), Buffer.alloc(4), data]);

function receive(data: Buffer): void {
  if (!counting || data.indexOf('"next"') < 0) return;
  delivered++;
  bytes += data.length;
  if (delivered % 50 !== 0) return;
  const at = data.indexOf('"asOf":"') + 8;
  delays.push(Date.now() - Date.parse(data.toString('latin1', at, data.indexOf('"', at))));
}

/** Reads the frames of one server; hands over texts, answers pings. */
function reader(socket: Socket, text: (data: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let at = 0;
    while (buffer.length - at >= 2) {
      const short = buffer[at + 1]!;
      const begin = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
      if (buffer.length < begin) break;
      const length =
        short < 126 ? short : short === 126 ? buffer.readUInt16BE(at + 2) : Number(buffer.readBigUInt64BE(at + 2));
      if (buffer.length < begin + length) break;
      const data = buffer.subarray(begin, begin + length);
      if ((buffer[at]! & 15) === 9) socket.write(pong(data));
      else text(data);
      at = begin + length;
    }
    rest = buffer.subarray(at);
  };
}

function open(index: number): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect(port, '127.0.0.1');
  socket.on('error', reject);
  const first = Math.floor((index * load.universe) / load.clients);
  const wanted = Array.from({ length: load.symbolsPerClient }, (_, step) => all[(first + step * 7) % all.length]!);
  const heard = new Set<string>();
  const payload = { query: operation, variables: { symbols: wanted } };
  const frames = reader(socket, (data) => {
    if (data.includes('connection_ack')) {
      socket.write(frame(JSON.stringify({ id: randomUUID(), type: 'subscribe', payload })));
      resolve(socket);
    } else {
      if (heard.size < wanted.length) {
        const at = data.indexOf('"symbol":"') + 10;
        heard.add(data.toString('latin1', at, data.indexOf('"', at)));
        if (heard.size === wanted.length) seen++;
      }
      receive(data);
    }
  });
  socket.once('data', (chunk) => {
    const end = chunk.indexOf('\r\n\r\n') + 4;
    socket.on('data', frames);
    socket.write(frame('{"type":"connection_init"}'));
    if (end < chunk.length) frames(chunk.subarray(end));
  });
  const key = randomBytes(16).toString('base64');
  socket.write(
    `GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`,
  );
  return promise;
}

const begun = performance.now();
const sockets: Socket[] = [];
for (let index = 0; index < load.clients; index += 50) {
  const some = Array.from({ length: Math.min(50, load.clients - index) }, (_, step) => open(index + step));
  sockets.push(...(await Promise.all(some)));
}
while (seen < load.clients && performance.now() - begun < 30_000)
  await new Promise((resolve) => setTimeout(resolve, 20));
tell({ kind: 'ready', connectMs: performance.now() - begun, seen });

await told(process, 'measure');
counting = true;
await told(process, 'stop');
counting = false;
delays.sort((a, b) => a - b);
const at = (share: number): number => delays[Math.floor(delays.length * share)] ?? Number.NaN;
tell({ kind: 'result', delivered, bytes, p50: at(0.5), p99: at(0.99) });
for (const socket of sockets) socket.destroy();
