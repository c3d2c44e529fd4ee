import { RedisUnavailable } from '../failure.ts';
import type { Connection } from './connection.ts';

/** Rejects with `RedisUnavailable`, and drops the connection, where `call` takes longer than its own wait and the usual deadline. */
export type WithDeadline = <T>(call: Promise<T>, waitMs: number) => Promise<T>;

/** Connections for calls that wait inside the server: one for each such call at a time, kept for the next. */
export interface WaitingConnections extends AsyncDisposable {
  /** Runs `work` on a connection of its own; answers `aborted` as soon as `signal` aborts. */
  use<T>(
    signal: AbortSignal | undefined,
    aborted: T,
    work: (connection: Connection, withDeadline: WithDeadline) => Promise<T>,
  ): Promise<T>;
}

export function openWaitingConnections(open: () => Connection, timeoutMs: number): WaitingConnections {
  const idle: Connection[] = [];
  const all = new Set<Connection>();
  let closed = false;

  function take(): Connection {
    if (closed) throw new RedisUnavailable('Redis is unavailable: closed');
    const kept = idle.pop();
    if (kept) return kept;
    const connection = open();
    all.add(connection);
    return connection;
  }

  async function end(connection: Connection): Promise<void> {
    all.delete(connection);
    await connection[Symbol.asyncDispose]();
  }

  const withDeadline =
    (connection: Connection): WithDeadline =>
    async (call, waitMs) => {
      const timer = setTimeout(() => connection.restart('no answer in time'), waitMs + timeoutMs);
      try {
        return await call;
      } finally {
        clearTimeout(timer);
      }
    };

  return {
    async use(signal, aborted, work) {
      if (signal?.aborted) return aborted;
      const connection = take();
      const { promise: left, resolve } = Promise.withResolvers<typeof aborted>();
      const leave = () => {
        resolve(aborted);
        void end(connection);
      };
      signal?.addEventListener('abort', leave, { once: true });
      const run = async () => {
        await connection.connected(timeoutMs);
        return work(connection, withDeadline(connection));
      };
      try {
        return await Promise.race([run(), left]);
      } finally {
        signal?.removeEventListener('abort', leave);
        if (connection.ready && all.has(connection)) idle.push(connection);
        else await end(connection);
      }
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      await Promise.all([...all].map(end));
    },
  };
}
