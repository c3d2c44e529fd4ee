import { UnderWay } from '@lzstock/kit/heap/under-way';
import { type Viewer, visitor } from '@lzstock/kit/viewer';
import type { GiveUp } from '../to-subgraph/give-up.ts';
import type { ChosenOperation } from './choose.ts';
import { Leaving } from './leaving.ts';
import type { OperationContext, OperationRequest } from './operation.ts';

/** Queries under way. */
export interface InFlight<T> {
  /** Runs a query once for all who ask for the same as the same viewer while it is under way. */
  share(
    chosen: ChosenOperation,
    request: OperationRequest,
    context: OperationContext,
    run: (context: OperationContext) => Promise<T>,
  ): Promise<T>;
  /** A query that comes from now on waits for none that began before, since something may have changed. */
  renew(): void;
}

interface Flight<T> {
  readonly answer: Promise<T>;
  /** Ends it. */
  readonly leaving: Leaving;
  /** Those who wait for it. */
  waiting: number;
}

/**
 * Each who waits may leave by itself, and rejects with its signal's reason then; the last who leaves ends the run. Nothing is run for who left before. Who
 * wants an answer by a time of its own runs alone, since all of a run is due at once.
 */
export function createInFlight<T>(): InFlight<T> {
  let running = new WeakMap<ChosenOperation, UnderWay<string, Flight<T>>>();

  const share: InFlight<T>['share'] = (chosen, request, context, run) => {
    const { viewer, signal, dueAt } = context;
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (dueAt !== undefined) return run(context);
    const key = keyOf(request, viewer);
    const others = running.get(chosen) ?? new UnderWay<string, Flight<T>>();
    running.set(chosen, others);
    const flight = others.get(key) ?? launch();
    flight.waiting++;
    return signal ? leavable(flight, signal) : flight.answer;

    function launch(): Flight<T> {
      const leaving = new Leaving();
      const answer = run({ ...context, signal: leaving });
      const launched: Flight<T> = { answer, leaving, waiting: 0 };
      others.set(key, launched);
      const over = () => others.end(key, launched);
      answer.then(over, over);
      return launched;
    }

    function leavable({ answer, leaving }: Flight<T>, mine: GiveUp): Promise<T> {
      return new Promise((resolve, reject) => {
        const leave = () => {
          reject(mine.reason);
          if (--flight.waiting > 0) return;
          others.end(key, flight);
          leaving.leave();
        };
        mine.addEventListener('abort', leave, { once: true });
        const over = () => mine.removeEventListener('abort', leave);
        answer.then(
          (value) => {
            over();
            resolve(value);
          },
          (error: unknown) => {
            over();
            reject(error);
          },
        );
      });
    }
  };

  return {
    share,
    renew() {
      running = new WeakMap();
    },
  };
}

/**
 * Equal only for requests of the same viewer with the same variables. What a request was read from tells that without being written again: it is one JSON object, which
 * neither a viewer and another JSON object are, nor what begins with a letter.
 */
function keyOf({ source, variables }: OperationRequest, viewer: Viewer): string {
  const asked = source ?? `v${JSON.stringify(variables ?? null)}`;
  return viewer === visitor ? asked : `${JSON.stringify(viewer)}${asked}`;
}
