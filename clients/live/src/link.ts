import { createClient, type FormattedExecutionResult, type Sink, type SubscribePayload } from 'graphql-ws/client';
import { createWatchdog } from './watchdog.ts';

/** One connection, from the first packet to its end. */
export interface Link {
  subscribe(payload: SubscribePayload, sink: Sink<FormattedExecutionResult>): () => void;
  /** Sends a ping with `payload`; nothing while the connection is not open. */
  ping(payload?: Record<string, unknown>): void;
  /** Finds out at once whether the other side is still there. */
  probe(): void;
  /** Ends it as lost, without waiting for the other side; `ended` is called before this returns. */
  cut(): void;
  /** Says goodbye; `ended` is called before this returns. */
  leave(): void;
}

interface Settings {
  readonly url: string;
  readonly init: Record<string, unknown> | undefined;
  readonly webSocketImpl: unknown;
  readonly openMs: number;
  readonly pingMs: number;
  readonly pongMs: number;
  /** The server let us in. */
  readonly live: () => void;
  /** Called exactly once, with the close code where there was one. */
  readonly ended: (code: number | null) => void;
}

const cutCode = 4499;
const normalCode = 1000;
const isOpen = 1;

/** Opens one connection with a stock client that never retries: coming back, and what outlives a connection, is decided by whoever opens the next one. */
export function openLink({ url, init, webSocketImpl, openMs, pingMs, pongMs, live, ended }: Settings): Link {
  let socket: WebSocket | null = null;
  let over = false;
  let operations = 0;

  const watchdog = createWatchdog({ everyMs: pingMs, answerMs: pongMs, ping: () => ping(), dead: () => cut() });
  const deadline = setTimeout(cut, openMs);
  const client = createClient({
    url,
    lazy: false,
    retryAttempts: 0,
    // Counted, not drawn at random: the id travels with every value.
    generateID: () => String(++operations),
    onNonLazyError: () => {},
    on: {
      connected(opened) {
        socket = opened as WebSocket;
        clearTimeout(deadline);
        watchdog.start();
        live();
      },
      message: ({ type }) => watchdog.heard(type === 'pong'),
      error: () => end(null),
      closed: (event) => end((event as Partial<CloseEvent> | null)?.code ?? null),
    },
    ...(init ? { connectionParams: init } : {}),
    ...(webSocketImpl ? { webSocketImpl } : {}),
  });

  function end(code: number | null): void {
    if (over) return;
    over = true;
    socket = null;
    clearTimeout(deadline);
    watchdog.stop();
    // Without this the client connects again by itself after a normal closure.
    Promise.resolve(client.dispose()).catch(() => {});
    ended(code);
  }

  function ping(payload?: Record<string, unknown>): void {
    if (socket?.readyState === isOpen) socket.send(JSON.stringify({ type: 'ping', ...(payload && { payload }) }));
  }

  function cut(): void {
    if (over) return;
    client.terminate();
    end(cutCode);
  }

  return {
    subscribe: (payload, sink) => client.subscribe(payload, sink),
    ping,
    probe: () => watchdog.probe(),
    cut,
    leave: () => (socket ? end(normalCode) : cut()),
  };
}
