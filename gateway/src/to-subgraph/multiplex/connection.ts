import { UnderWay } from '@lzstock/kit/heap/under-way';
import { createGathering } from '@lzstock/kit/multiplex/gathering';
import {
  cancelItem,
  createSeal,
  type Hello,
  maxMessageBytes,
  multiplexProtocol,
  readAnswers,
  requestItem,
} from '@lzstock/kit/multiplex/protocol';
import { signatureHeader } from '@lzstock/kit/signature/signature';
import { WebSocket } from 'ws';
import { type Received, type SubgraphCall, Unanswered } from '../transport.ts';

/** One open connection that carries many requests. */
export interface MultiplexConnection {
  /** Whether one more can be sent on it now. */
  readonly free: boolean;
  readonly inFlight: number;
  send(call: SubgraphCall): Promise<Received>;
  /** Takes no more, closes when nothing is in flight. */
  leave(): void;
  /** Cuts it; what is in flight rejects. */
  terminate(): void;
}

export interface ConnectOptions {
  /** Address of the graph, http(s). */
  readonly url: string;
  readonly key: string | null;
  /** Signs the connect; null where there is no key. */
  readonly signature: string | null;
  readonly patienceMs: number;
  /** Told once, when it is open no more. */
  readonly closed: () => void;
}

/** The other side does not speak this protocol. */
export class Declined extends Error {
  override readonly name = 'Declined';
}

const pingMs = 1_000;
const silentMs = 3_000;
const unsentBytes = 8 * 1024 * 1024;

/** Rejects with `Declined` where the other side answers and speaks something else, with another error where it cannot be reached. */
export async function connect(options: ConnectOptions): Promise<MultiplexConnection> {
  const { url, key, signature, patienceMs } = options;
  const ws = new WebSocket(url.replace(/^http/, 'ws'), multiplexProtocol, {
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
    handshakeTimeout: patienceMs,
    headers: signature === null ? {} : { [signatureHeader]: signature },
  });
  const hello = await greeted(ws, patienceMs);
  const seal = key !== null && signature !== null && hello.nonce ? createSeal(key, signature, hello.nonce) : String;
  return carry(ws, seal, hello.inFlight, options.closed);
}

/** Waits for the subgraph's first message. */
function greeted(ws: WebSocket, patienceMs: number): Promise<Hello> {
  return new Promise<Hello>((resolve, reject) => {
    const late = setTimeout(() => fail(new Error('it did not greet in time')), patienceMs);
    const fail = (error: Error) => {
      clearTimeout(late);
      ws.removeAllListeners();
      ws.on('error', () => {});
      ws.terminate();
      reject(error);
    };
    ws.once('unexpected-response', (_request, { statusCode = 0 }) => {
      const passing = statusCode === 401 || statusCode === 429 || statusCode >= 500;
      fail(new (passing ? Error : Declined)(`it answered the upgrade with ${statusCode}`));
    });
    ws.once('error', (error) => fail(/subprotocol/i.test(error.message) ? new Declined(error.message) : error));
    ws.once('close', (code) => fail(new Declined(`it closed with ${code} before it greeted`)));
    ws.once('message', (data: Buffer) => {
      const hello = readHello(data.toString('utf8'));
      if (hello === null) return fail(new Declined('it greeted with something else'));
      clearTimeout(late);
      ws.removeAllListeners();
      ws.on('error', () => ws.terminate());
      resolve(hello);
    });
  });
}

function readHello(text: string): Hello | null {
  try {
    const { nonce, inFlight } = JSON.parse(text) as Record<string, unknown>;
    if ((nonce !== null && typeof nonce !== 'string') || !Number.isSafeInteger(inFlight)) return null;
    return { nonce, inFlight: inFlight as number };
  } catch {
    return null;
  }
}

interface Pending {
  readonly resolve: (received: Received) => void;
  readonly reject: (why: Unanswered) => void;
}

function carry(
  ws: WebSocket,
  seal: (text: string) => string,
  mostInFlight: number,
  closed: () => void,
): MultiplexConnection {
  const pending = new UnderWay<number, Pending>();
  let last = 0;
  let heardAt = performance.now();
  let leaving = false;
  const items = createGathering<string>((message) => {
    if (ws.readyState === ws.OPEN) ws.send(seal(`[${message.join(',')}]`));
  });
  const closeWhenIdle = () => {
    if (!leaving || pending.size > 0) return;
    items.flush();
    ws.close(1000);
  };
  const heartbeat = setInterval(() => {
    if (performance.now() - heardAt > silentMs) return ws.terminate();
    ws.ping();
    if (leaving) closeWhenIdle();
  }, pingMs).unref();
  const leave = () => {
    leaving = true;
    closeWhenIdle();
  };

  function hear(text: string): void {
    // Answers begin with a list; what else it says is that it leaves.
    if (text.startsWith('{')) {
      leave();
      return;
    }
    for (const { id, text: answer, shortfall } of readAnswers(text)) {
      const one = pending.take(id);
      if (answer !== undefined) one?.resolve({ text: answer, status: 200 });
      else one?.reject(new Unanswered(shortfall, `the subgraph says of its answer: ${shortfall}`));
    }
    closeWhenIdle();
  }

  ws.on('message', (data: Buffer) => {
    heardAt = performance.now();
    try {
      hear(data.toString('utf8'));
    } catch {
      ws.terminate();
    }
  });
  ws.on('pong', () => {
    heardAt = performance.now();
  });
  const over = () => {
    clearInterval(heartbeat);
    closed();
    for (const { reject } of pending.takeAll())
      reject(new Unanswered('cut', 'its connection closed before it answered'));
  };
  if (ws.readyState === ws.CLOSED) over();
  else ws.once('close', over);

  return {
    get free() {
      return !leaving && ws.readyState === ws.OPEN && pending.size < mostInFlight && ws.bufferedAmount < unsentBytes;
    },
    get inFlight() {
      return pending.size;
    },
    send({ body, claims, traceparent, dueAt, signal }) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const id = ++last;
        const sentAt = performance.now();
        const item = requestItem({ id, patienceMs: dueAt - sentAt, claims, traceparent: traceparent ?? null, body });
        const takeBack = () => {
          const why = signal.reason as Unanswered;
          pending.take(id);
          reject(why);
          if (items.take(item)) return;
          const cancel = cancelItem(id);
          items.add(cancel, cancel.length);
          // Not even a ping was answered since: what hangs is the connection or the whole subgraph.
          if (why.reason === 'late' && heardAt < sentAt) ws.terminate();
        };
        signal.addEventListener('abort', takeBack, { once: true });
        const settled = () => signal.removeEventListener('abort', takeBack);
        pending.set(id, {
          resolve(received) {
            settled();
            resolve(received);
          },
          reject(why) {
            settled();
            reject(why);
          },
        });
        items.add(item, item.length);
      });
    },
    leave,
    terminate: () => ws.terminate(),
  };
}
