import { once } from 'node:events';
import { WebSocket } from 'ws';

/** What a process keeps after a full collection, in MB. */
export interface Kept {
  /** Objects of JavaScript. */
  readonly heapMb: number;
  /** Buffers and what else lies beside the heap. */
  readonly besideMb: number;
}

const deadlineMs = 15_000;
const mb = 1_048_576;

/**
 * Collects all garbage of a process that was started with `--inspect=127.0.0.1:port`, and tells what is left. Null where the process does not answer: it has
 * just ended, or has not begun.
 */
export async function collect(port: number): Promise<Kept | null> {
  try {
    const signal = AbortSignal.timeout(deadlineMs);
    const targets = await (await fetch(`http://127.0.0.1:${port}/json/list`, { signal })).json();
    const [{ webSocketDebuggerUrl }] = targets as [{ webSocketDebuggerUrl: string }];
    const socket = new WebSocket(webSocketDebuggerUrl, { perMessageDeflate: false });
    socket.on('error', () => {});
    try {
      await once(socket, 'open', { signal });
      await ask(socket, 'HeapProfiler.collectGarbage', {}, signal);
      const { result } = await ask<{ result: { value: NodeJS.MemoryUsage } }>(
        socket,
        'Runtime.evaluate',
        { expression: 'process.memoryUsage()', returnByValue: true },
        signal,
      );
      return { heapMb: result.value.heapUsed / mb, besideMb: result.value.external / mb };
    } finally {
      socket.terminate();
    }
  } catch {
    return null;
  }
}

async function ask<T>(socket: WebSocket, method: string, params: object, signal: AbortSignal): Promise<T> {
  const id = Math.floor(Math.random() * 1e9);
  const answered = Promise.withResolvers<T>();
  const hear = (data: unknown) => {
    const message = JSON.parse(String(data));
    if (message.id === id) message.error ? answered.reject(message.error) : answered.resolve(message.result);
  };
  const end = () => answered.reject(new Error(`expected an answer to ${method}, came the end of the connection`));
  socket.on('message', hear).once('close', end);
  signal.addEventListener('abort', end, { once: true });
  socket.send(JSON.stringify({ id, method, params }));
  try {
    return await answered.promise;
  } finally {
    socket.off('message', hear).off('close', end);
    signal.removeEventListener('abort', end);
  }
}
