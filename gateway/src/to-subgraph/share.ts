import { UnderWay } from '@lzstock/kit/heap/under-way';
import type { Heard } from './answer.ts';
import { GiveUpSignal, untilGivenUp } from './give-up.ts';
import { late } from './patience.ts';
import { type SubgraphCall, type Unanswered, unanswered } from './transport.ts';

export interface ShareOptions {
  readonly send: (call: SubgraphCall) => Promise<Heard>;
  /** How long a shared request may take, whoever waits for it. */
  readonly deadlineMs: number;
  /** Told of each request that was not sent because another one's answer serves it. */
  readonly shared: () => void;
}

/** One request under way. */
class Flight extends GiveUpSignal<Unanswered> {
  /** Those who wait for it. */
  readonly waiting: Waiting[] = [];
  readonly startedAt = performance.now();
  readonly dueAt: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(deadlineMs: number) {
    super();
    this.dueAt = this.startedAt + deadlineMs;
  }

  /** Who began it waits no longer than it may take; for those who come later it is held to its time by itself. */
  outliveFirst(): void {
    const leftMs = Math.max(0, Math.ceil(this.dueAt - performance.now()));
    this.#timer ??= setTimeout(() => this.giveUp(late(this.startedAt)), leftMs).unref();
  }

  land(settle: (one: Waiting) => void): void {
    clearTimeout(this.#timer);
    for (const one of this.waiting) settle(one);
  }
}

interface Waiting {
  readonly resolve: (heard: Heard) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One request for all queries under way that are the same, letter by letter, and of the same viewer; who waits may leave by itself, and the last who leaves
 * ends it. Nothing is sent for who left before. An answer that several get says so. A query that comes after a mutation never waits for one that began before.
 */
export function shareQueries({ send, deadlineMs, shared }: ShareOptions): (call: SubgraphCall) => Promise<Heard> {
  const flights = new UnderWay<string, Flight>();

  function launch(call: SubgraphCall, key: string): Flight {
    const flight = new Flight(deadlineMs);
    flights.set(key, flight);
    send({ ...call, dueAt: flight.dueAt, signal: flight }).then(
      (heard) => {
        flights.end(key, flight);
        const given = flight.waiting.length > 1 ? { answer: { ...heard.answer, shared: true } } : heard;
        flight.land(({ resolve }) => resolve(given));
      },
      (error: unknown) => {
        flights.end(key, flight);
        flight.land(({ reject }) => reject(error));
      },
    );
    return flight;
  }

  function join(key: string, flight: Flight, { signal }: SubgraphCall): Promise<Heard> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        reject(signal.reason);
        flight.waiting.splice(flight.waiting.indexOf(one), 1);
        if (flight.waiting.length > 0) return;
        flights.end(key, flight);
        flight.giveUp(unanswered(signal.reason));
      };
      const one: Waiting = {
        resolve(heard) {
          signal.removeEventListener('abort', leave);
          resolve(heard);
        },
        reject(error) {
          signal.removeEventListener('abort', leave);
          reject(error);
        },
      };
      flight.waiting.push(one);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  return (call) => {
    if (call.signal.aborted) return Promise.reject(call.signal.reason);
    if (call.kind === 'mutation') {
      flights.takeAll();
      return untilGivenUp(call.signal, () => send(call)).finally(() => flights.takeAll());
    }
    // Claims are in base64url and a body begins with a brace.
    const key = call.claims === null ? call.body : `${call.claims}\n${call.body}`;
    const known = flights.get(key);
    if (known) {
      shared();
      known.outliveFirst();
    }
    return join(key, known ?? launch(call, key), call);
  };
}
