import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Bytes held back per direction of a connection before its sender is made to wait. */
const HELD_AT_MOST = 8_000_000;

/** A way to a server that can be made bad, for tests of what happens then. Begins healthy. */
export interface ChaosProxy extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** The server's address with this way's host and port in it. */
  readonly url: string;
  /** Connections open through here now. */
  readonly connections: number;
  /** From now on every chunk, both ways, arrives `ms` late; order is kept. */
  delay(ms: number): void;
  /** Resets every open connection; new ones are welcome. */
  cut(): void;
  /** Resets every open connection and refuses new ones. Resolves when they are refused. */
  refuse(): Promise<void>;
  /** Swallows what is sent both ways, on open connections and new ones: no answer, no error. What was swallowed never arrives. */
  blackhole(): void;
  /** Healthy again: no delay, connections taken, bytes passed on. Connections that lost bytes in a blackhole are reset. */
  heal(): Promise<void>;
}

export interface ProxyOptions {
  /** Where it leads, e.g. `redis://127.0.0.1:6379/1`; only host and port count. */
  readonly to: string;
  /** Port where the URL names none. */
  readonly defaultPort?: number;
  /** Sees what clients send, connection by connection, as it passes. */
  readonly tap?: (connection: number, chunk: Buffer) => void;
  /** The same for what the server answers. */
  readonly answers?: (connection: number, chunk: Buffer) => void;
}

const DEFAULT_PORT: Record<string, number> = {
  'redis:': 6379,
  'postgresql:': 5432,
  'postgres:': 5432,
  'http:': 80,
  'ws:': 80,
};

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  lossy: boolean;
}

/** Opens a way to a server on a free port of 127.0.0.1. Disposing it resets what is open. */
export async function chaosProxy(options: ProxyOptions): Promise<ChaosProxy> {
  const target = new URL(options.to);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const port = Number(target.port) || options.defaultPort || DEFAULT_PORT[target.protocol];
  if (!port) throw new Error(`expected an address with a port, came ${target.protocol}//${target.host}`);
  const pairs = new Set<Pair>();
  const weather = { delayMs: 0, black: false };
  let connection = 0;

  const listener = createServer({ allowHalfOpen: true }, (client) => {
    const number = ++connection;
    const pair: Pair = { client, server: connect({ host, port, allowHalfOpen: true }), lossy: false };
    pairs.add(pair);
    carry(pair, pair.client, pair.server, (chunk) => options.tap?.(number, chunk));
    carry(pair, pair.server, pair.client, (chunk) => options.answers?.(number, chunk));
    client.once('close', () => pairs.delete(pair));
  });

  function carry(pair: Pair, from: Socket, to: Socket, tap?: (chunk: Buffer) => void): void {
    let held = 0;
    let dueAt = 0;
    const line: (() => void)[] = [];
    const later = (work: () => void): void => {
      const now = performance.now();
      dueAt = Math.max(dueAt, now + weather.delayMs);
      if (dueAt <= now && line.length === 0) {
        work();
      } else {
        line.push(work);
        setTimeout(() => line.shift()?.(), dueAt - now);
      }
    };
    const flow = (): void => {
      if (held > HELD_AT_MOST || to.writableNeedDrain) from.pause();
      else from.resume();
    };
    from.setNoDelay(true);
    from.on('data', (chunk) => {
      if (weather.black) {
        pair.lossy = true;
        return;
      }
      tap?.(chunk);
      held += chunk.length;
      later(() => {
        held -= chunk.length;
        if (weather.black) pair.lossy = true;
        else if (to.writable) to.write(chunk);
        flow();
      });
      flow();
    });
    to.on('drain', flow);
    from.on('end', () => later(() => to.end()));
    from.on('error', () => to.resetAndDestroy());
    from.on('close', () => later(() => to.destroySoon()));
  }

  const reset = (which: (pair: Pair) => boolean): void => {
    for (const { client, server } of [...pairs].filter(which)) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  };
  const listen = async (on: number): Promise<void> => {
    listener.listen(on, '127.0.0.1');
    await once(listener, 'listening');
  };
  const refuse = async (): Promise<void> => {
    const closed = listener.listening ? new Promise((resolve) => listener.close(resolve)) : null;
    reset(() => true);
    await closed;
  };

  await listen(0);
  const own = (listener.address() as AddressInfo).port;
  target.host = `127.0.0.1:${own}`;
  return {
    host: '127.0.0.1',
    port: own,
    url: target.href,
    get connections() {
      return pairs.size;
    },
    delay(ms) {
      weather.delayMs = ms;
    },
    cut: () => reset(() => true),
    refuse,
    blackhole() {
      weather.black = true;
    },
    async heal() {
      weather.delayMs = 0;
      weather.black = false;
      reset((pair) => pair.lossy);
      if (!listener.listening) await listen(own);
    },
    [Symbol.asyncDispose]: refuse,
  };
}
