import { comebackAfter, waitBefore } from './comeback.ts';
import { type Link, openLink } from './link.ts';
import { createOperations, type Following, type LiveOperation, type LiveSink } from './operations.ts';
import { createPause } from './pause.ts';
import { askTicket, createRenewal, type Ticket, type TokenPort } from './ticket.ts';

/** `connecting` is the first attempt alone; `offline` is known from the machine, and attempts go on meanwhile. */
export type LivePhase = 'connecting' | 'live' | 'reconnecting' | 'offline';

/** The same object until something changed. */
export interface LiveStatus {
  readonly phase: LivePhase;
  /** Attempts since the connection was lost; 0 while live. */
  readonly attempt: number;
  /** Why the last connection ended, as a WebSocket close code; null while live and where no code came. */
  readonly closeCode: number | null;
}

/** One connection to a graph that never gives up. What is subscribed outlives every socket under it. */
export interface LiveConnection extends Disposable {
  status(): LiveStatus;
  /** Calls `listener` after each change of `status()`, until the returned function is called. */
  onStatus(listener: () => void): () => void;
  /**
   * Runs an operation until the returned function is called or the server ends it. It is sent anew on every connection: a stream of values starts with the
   * present again, a stream of events goes on behind its cursor (`following.resume`). Therefore no place for mutations.
   */
  subscribe<D = unknown>(operation: LiveOperation, sink: LiveSink<D>, following?: Following<D>): () => void;
  /** Ends a wait between attempts, or finds out at once whether the open connection still lives. */
  wake(): void;
  /** Tells whether the machine has a network at all. */
  online(is: boolean): void;
  /** Leaves and comes back at once with a fresh ticket, for instance after signing in or out. */
  reconnect(): void;
}

export interface LiveSettings {
  /** `ws://…` or `wss://…`. */
  readonly url: string;
  /** Who connects; a visitor where left out. */
  readonly token?: TokenPort | undefined;
  /** What `connection_init`, and `ping` for a renewal, carry for a token; `{ token }` where left out. */
  readonly payload?: ((token: string) => Record<string, unknown>) | undefined;
  /** Hears what a listener or a port threw; the global `reportError` or `console.error` where left out. */
  readonly report?: ((error: unknown) => void) | undefined;
  /** Another WebSocket class than the global one. */
  readonly webSocketImpl?: unknown;
  /** Time for opening and the server's acknowledgement, 10 s. */
  readonly openMs?: number | undefined;
  /** Quiet between pings, 10 s, and the time for the answer, 5 s; without one the connection counts as lost. */
  readonly pingMs?: number | undefined;
  readonly pongMs?: number | undefined;
  /** 0 ≤ n < 1. */
  readonly random?: (() => number) | undefined;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
}

/** A connection that lasted less counts as one more failure for the next wait. */
const settledMs = 10_000;

/**
 * Connects at once and stays, until disposed. Throws `TypeError` for an address that is none. In Node an open connection keeps the process alive.
 */
export function createLiveConnection(settings: LiveSettings): LiveConnection {
  const { url, token, webSocketImpl, openMs = 10_000, pingMs = 10_000, pongMs = 5_000 } = settings;
  const { payload = (value) => ({ token: value }), report = complain, random = Math.random, now = Date.now } = settings;
  if (!/^wss?:$/.test(new URL(url).protocol)) throw new TypeError(`\`url\`: expected ws://… or wss://…, came ${url}`);

  const listeners = new Set<() => void>();
  const operations = createOperations(random, report);
  const pause = createPause();
  let status: LiveStatus = { phase: 'connecting', attempt: 0, closeCode: null };
  let link: Link | null = null;
  let network = true;
  let freshTicket = false;
  let hurry = false;
  let disposed = false;

  const initOf = (ticket: Ticket | null) => (ticket ? payload(ticket.token) : undefined);
  const renewal = createRenewal({
    ask: () => askTicket(token, true),
    now,
    random,
    renewed: (ticket) => (ticket ? link?.ping(initOf(ticket)) : reconnect()),
  });

  function tell(phase: LivePhase, attempt: number, closeCode: number | null): void {
    const shown = network || phase === 'live' ? phase : 'offline';
    if (status.phase === shown && status.attempt === attempt && status.closeCode === closeCode) return;
    status = { phase: shown, attempt, closeCode };
    for (const listener of [...listeners]) {
      try {
        listener();
      } catch (error) {
        report(error);
      }
    }
  }

  /** One connection from ticket to close. Resolves with its close code and how long it was live. */
  function visit(ticket: Ticket | null): Promise<{ code: number | null; lastedMs: number }> {
    return new Promise((resolve) => {
      let since: number | null = null;
      const opened = openLink({
        url,
        init: initOf(ticket),
        webSocketImpl,
        openMs,
        pingMs,
        pongMs,
        live() {
          since = now();
          network = true;
          freshTicket = false;
          renewal.follow(ticket);
          operations.start(opened);
          tell('live', 0, null);
        },
        ended(code) {
          link = null;
          renewal.stop();
          operations.lost();
          resolve({ code, lastedMs: since === null ? 0 : now() - since });
        },
      });
      link = opened;
    });
  }

  async function stay(): Promise<void> {
    for (let failures = 0; !disposed; failures++) {
      const { code, lastedMs } = await attempt();
      if (disposed) return;
      if (lastedMs >= settledMs) failures = 0;
      const comeback = comebackAfter(code);
      freshTicket ||= comeback.freshTicket;
      tell('reconnecting', status.attempt, code);
      if (!hurry) await pause.wait(waitBefore(comeback, failures, random), comeback.leastMs);
      if (disposed) return;
      hurry = false;
      tell('reconnecting', status.attempt + 1, code);
    }
  }

  async function attempt(): ReturnType<typeof visit> {
    try {
      const ticket = await askTicket(token, freshTicket);
      if (!disposed && !hurry) return await visit(ticket);
    } catch (error) {
      report(error);
    }
    return { code: null, lastedMs: 0 };
  }

  function reconnect(): void {
    freshTicket = true;
    hurry = true;
    link?.leave();
    pause.end();
  }

  void stay();

  return {
    status: () => status,
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    subscribe: (operation, sink, following = {}) =>
      operations.add(operation, sink as LiveSink<unknown>, following as Following<unknown>),
    wake() {
      pause.wake();
      link?.probe();
    },
    online(is) {
      network = is;
      if (is) {
        if (status.phase === 'offline') tell('reconnecting', status.attempt, status.closeCode);
        pause.wake();
      } else {
        tell('offline', status.attempt, status.closeCode);
        link?.cut();
      }
    },
    reconnect,
    [Symbol.dispose]() {
      disposed = true;
      operations.clear();
      listeners.clear();
      link?.leave();
      pause.end();
    },
  };
}

function complain(error: unknown): void {
  if (typeof reportError === 'function') reportError(error);
  else console.error(error);
}
