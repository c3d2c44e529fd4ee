import type { Log } from '@lzstock/kit/log';
import { activeSpan } from '@lzstock/kit/trace/span';
import type { SubgraphCall, Transport } from '../transport.ts';
import { connect, Declined, type MultiplexConnection } from './connection.ts';

export interface MultiplexedOptions {
  readonly name: string;
  /** Address of the graph, http(s). */
  readonly url: string;
  /** Seals what is sent; null where the subgraph has no key here. */
  readonly key: string | null;
  /** A fresh signature of a connect; null where there is no key. */
  readonly sign: () => string | null;
  /** How long opening may take. */
  readonly patienceMs: number;
  /** Carries what this cannot. */
  readonly fallback: Transport;
  /** Told whenever a connection is open or is no more. */
  readonly changed: (open: boolean) => void;
  readonly random: () => number;
  readonly log: Log;
}

export interface Multiplexed extends AsyncDisposable {
  readonly send: Transport;
  /** Closes the connection when nothing is in flight on it, and opens no other: what is sent later goes the other way. */
  leave(): void;
}

/** Larger bodies go the other way, so that nobody waits behind them. */
const maxBody = 128 * 1024;
const shortestWaitMs = 100;
const longestWaitMs = 5_000;
/** How long a subgraph that does not speak the protocol is not asked again whether it does. */
const declinedMs = 60_000;

/**
 * One connection for all requests to a subgraph, made when the first is sent. No request waits for it: until it is open, while it is sought again after a loss, and with
 * subgraphs that do not speak it, requests go by the fallback. A lost connection is sought with the next request, after a random wait that grows to five seconds.
 */
export function multiplexed(options: MultiplexedOptions): Multiplexed {
  const { name, fallback, changed, random, log } = options;
  let connection: MultiplexConnection | null = null;
  let connecting: Promise<void> | null = null;
  let tryAt = 0;
  let tries = 0;
  let ended = false;

  function waitFor(ms: number): void {
    tryAt = performance.now() + ms;
  }

  async function open(): Promise<void> {
    let gone = false;
    const closed = () => {
      gone = true;
      waitFor(random() * shortestWaitMs);
      if (connection) changed(false);
      connection = null;
    };
    try {
      const { url, key, patienceMs } = options;
      const made = await connect({ url, key, patienceMs, signature: options.sign(), closed });
      if (gone) return;
      if (ended) return made.leave();
      connection = made;
      tries = 0;
      changed(true);
    } catch (err) {
      const declined = err instanceof Declined;
      waitFor(
        declined
          ? declinedMs * (0.5 + random() / 2)
          : random() * Math.min(longestWaitMs, shortestWaitMs * 2 ** tries++),
      );
      log.debug({ err, subgraph: name }, 'no multiplexed connection to a subgraph; its requests go by HTTP');
    } finally {
      connecting = null;
    }
  }

  return {
    send(call: SubgraphCall) {
      if (connection?.free && call.body.length <= maxBody) {
        activeSpan()?.setAttribute('transport', 'multiplex');
        return connection.send(call);
      }
      if (!connection && !connecting && !ended && performance.now() >= tryAt) connecting = open();
      return fallback(call);
    },
    leave() {
      ended = true;
      connection?.leave();
    },
    async [Symbol.asyncDispose]() {
      ended = true;
      await connecting;
      connection?.terminate();
    },
  };
}
