import { UnderWay } from '@lzstock/kit/heap/under-way';
import type { Heard } from './answer.ts';
import { type Patience, startPatience } from './patience.ts';
import { type SubgraphCall, unanswered } from './transport.ts';

export interface ShareOptions {
  readonly send: (call: SubgraphCall) => Promise<Heard>;
  /** How long a shared request may take, whoever waits for it. */
  readonly deadlineMs: number;
  /** Told of each request that was not sent because another one's answer serves it. */
  readonly shared: () => void;
}

interface Flight {
  readonly patience: Patience;
  /** Those who wait for it. */
  readonly waiting: Set<Waiting>;
}

interface Waiting {
  readonly resolve: (heard: Heard) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One request for all queries under way that are the same, letter by letter, and of the same viewer; who waits may leave by itself, and the last who leaves
 * ends it. An answer that several get says so. A query that comes after a mutation never waits for one that began before.
 */
export function shareQueries({ send, deadlineMs, shared }: ShareOptions): (call: SubgraphCall) => Promise<Heard> {
  const flights = new UnderWay<string, Flight>();

  function launch(call: SubgraphCall, key: string): Flight {
    const patience = startPatience({ deadlineMs });
    const flight: Flight = { patience, waiting: new Set() };
    flights.set(key, flight);
    const land = (settle: (one: Waiting) => void) => {
      patience[Symbol.dispose]();
      flights.end(key, flight);
      for (const one of flight.waiting) settle(one);
    };
    send({ ...call, dueAt: patience.dueAt, signal: patience.signal }).then(
      (heard) => {
        const given = flight.waiting.size > 1 ? { answer: { ...heard.answer, shared: true } } : heard;
        land(({ resolve }) => resolve(given));
      },
      (error: unknown) => land(({ reject }) => reject(error)),
    );
    return flight;
  }

  function join(key: string, flight: Flight, { signal }: SubgraphCall): Promise<Heard> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        reject(signal.reason);
        flight.waiting.delete(one);
        if (flight.waiting.size > 0) return;
        flights.end(key, flight);
        flight.patience.giveUp(unanswered(signal.reason));
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
      flight.waiting.add(one);
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
    });
  }

  return (call) => {
    if (call.kind === 'mutation') {
      flights.takeAll();
      return send(call).finally(() => flights.takeAll());
    }
    const key = `${call.claims ?? ''}\n${call.body}`;
    const known = flights.get(key);
    if (known) shared();
    return join(key, known ?? launch(call, key), call);
  };
}
