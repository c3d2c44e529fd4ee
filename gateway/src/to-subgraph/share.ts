import { type Heard, readAnswer } from './answer.ts';
import { givenUp, startPatience } from './patience.ts';
import type { SubgraphCall } from './transport.ts';

export interface ShareOptions {
  readonly send: (call: SubgraphCall) => Promise<Heard>;
  /** How long a shared request may take, whoever waits for it. */
  readonly deadlineMs: number;
  /** Told of each request that was not sent because another one's answer serves it. */
  readonly shared: () => void;
}

interface Flight {
  readonly startedAt: number;
  readonly landed: Promise<Heard>;
  readonly abort: (reason: unknown) => void;
  waiting: number;
}

/**
 * One request for all queries under way that are the same, letter by letter, and of the same viewer; each who waits has an answer of its own, may leave by
 * itself, and the last who leaves ends it. A query that comes after a mutation never waits for one that began before.
 */
export function shareQueries({ send, deadlineMs, shared }: ShareOptions): (call: SubgraphCall) => Promise<Heard> {
  const flights = new Map<string, Flight>();

  function launch(call: SubgraphCall, key: string): Flight {
    const startedAt = performance.now();
    const ended = new AbortController();
    const patience = startPatience({ deadlineMs, signal: ended.signal });
    const landed = send({ ...call, dueAt: patience.dueAt, signal: patience.signal }).finally(() => {
      patience[Symbol.dispose]();
      forget(key, flight);
    });
    landed.catch(() => {});
    const flight: Flight = { startedAt, landed, waiting: 0, abort: (reason) => ended.abort(reason) };
    flights.set(key, flight);
    return flight;
  }

  function forget(key: string, flight: Flight): void {
    if (flights.get(key) === flight) flights.delete(key);
  }

  function join(key: string, flight: Flight, { signal }: SubgraphCall, first: boolean): Promise<Heard> {
    flight.waiting++;
    return new Promise((resolve, reject) => {
      const leave = () => {
        reject(signal.reason);
        if (--flight.waiting > 0) return;
        forget(key, flight);
        flight.abort(givenUp(flight.startedAt, deadlineMs));
      };
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave, { once: true });
      flight.landed
        .finally(() => signal.removeEventListener('abort', leave))
        .then((heard) => resolve(first ? heard : { ...heard, answer: readAnswer(heard) }), reject);
    });
  }

  return async (call) => {
    if (call.kind === 'mutation') {
      flights.clear();
      return send(call).finally(() => flights.clear());
    }
    const key = `${call.claims ?? ''}\n${call.body}`;
    const known = flights.get(key);
    if (known) shared();
    return join(key, known ?? launch(call, key), call, known === undefined);
  };
}
