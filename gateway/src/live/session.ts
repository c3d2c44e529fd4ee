import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { traceRefusal, traceSubscription } from '../operation/trace.ts';
import type { Delivery } from './delivery.ts';
import { readElements } from './elements.ts';
import { toErrors } from './errors.ts';
import type { Counted } from './gauges.ts';
import type { Limits } from './limits.ts';
import type { Outbox } from './outbox.ts';
import type { Connection, LivePorts, OperationParams } from './ports.ts';
import type { Prepare, Prepared, PreparedSubscription } from './prepare.ts';
import type { Protocol } from './protocol.ts';
import { Reading, type ReadingOutlet } from './reading.ts';
import type { Streams } from './stream.ts';

/** What all sessions of a process share. */
export interface SessionsShare {
  readonly ports: Pick<LivePorts, 'execute' | 'admit' | 'formatErrors' | 'log'>;
  readonly limits: Limits;
  readonly streams: Streams;
  /** Reads documents against the schema of the day. */
  readonly prepare: () => Prepare;
  readonly counted: Counted;
  /** Follows the number of running subscriptions. */
  readonly subscriptions: { count: number; owners: number };
}

/** One socket, as its session sees it. */
export interface SessionSocket extends Connection {
  readonly protocol: Protocol;
  readonly outbox: Outbox;
  /** The client is too far behind for what may not be left out. */
  overflow(): void;
}

/** A query, a mutation, or a subscription that is still being admitted. */
interface Waiting {
  /** Gives up a query or mutation. */
  readonly abort: (() => void) | null;
  /** Milliseconds since 1970 at which it was asked for. */
  readonly since: number;
}

type Running = Waiting | Reading;

const tooMany = (what: string): GraphQLError =>
  new GraphQLError(`Too many ${what} on this connection`, { extensions: { code: 'OPERATION_LIMIT' } });

/** The running operations of one socket. */
export class Session implements ReadingOutlet {
  readonly #share: SessionsShare;
  readonly #socket: SessionSocket;
  readonly #running = new Map<string, Running>();
  #elements = 0;
  #closed = false;

  constructor(share: SessionsShare, socket: SessionSocket) {
    this.#share = share;
    this.#socket = socket;
  }

  start(id: string, params: OperationParams): void {
    const { limits, ports } = this.#share;
    if (this.#running.size >= limits.operationsPerSocket) {
      this.#refuse(id, tooMany('operations run'));
      return;
    }
    const waiting: Waiting = { abort: null, since: Date.now() };
    this.#running.set(id, waiting);
    try {
      const text = ports.admit ? ports.admit(params, this.#socket) : (params.query ?? '');
      if (typeof text === 'string') this.#begin(id, params, text, waiting);
      else this.#await(id, params, text, waiting);
    } catch (error) {
      traceRefusal(waiting.since, this.#refuse(id, error));
    }
  }

  stop(id: string): void {
    const known = this.#forget(id);
    if (known instanceof Reading) this.#leave(known, false);
    else known?.abort?.();
  }

  /** Moves every running subscription to the schema of the day; those it no longer allows end with its errors. */
  replan(): void {
    for (const running of [...this.#running.values()]) if (running instanceof Reading) this.#renew(running);
  }

  close(): void {
    this.#closed = true;
    for (const id of [...this.#running.keys()]) this.stop(id);
  }

  get place(): number {
    return this.#socket.outbox.place;
  }

  get unread(): number {
    return this.#share.limits.unread;
  }

  hurry(): void {
    this.#socket.outbox.hurry();
  }

  list(delivery: Delivery): void {
    this.#socket.outbox.list(delivery);
  }

  conflated(count: number): void {
    this.#share.counted.conflated += count;
  }

  overflow(): void {
    this.#socket.overflow();
  }

  failed(reading: Reading, errors: readonly GraphQLError[]): void {
    this.#socket.outbox.unfollow(reading, false);
    if (this.#running.get(reading.id) !== reading) return;
    this.#forget(reading.id);
    this.#socket.protocol.fail(reading.id, this.#share.ports.formatErrors(errors));
  }

  ended(reading: Reading): void {
    this.#socket.outbox.unfollow(reading, true);
    if (this.#running.get(reading.id) !== reading) return;
    this.#forget(reading.id);
    this.#socket.protocol.complete(reading.id);
  }

  #forget(id: string): Running | undefined {
    const known = this.#running.get(id);
    if (!known) return undefined;
    this.#running.delete(id);
    if (known instanceof Reading) {
      this.#elements -= known.size;
      this.#share.subscriptions.count--;
    }
    return known;
  }

  #leave(reading: Reading, keepUnread: boolean): void {
    this.#socket.outbox.unfollow(reading, keepUnread);
    reading.close(keepUnread);
  }

  #refuse(id: string, thrown: unknown): readonly GraphQLFormattedError[] {
    this.stop(id);
    const errors = this.#share.ports.formatErrors(toErrors(thrown));
    this.#socket.protocol.fail(id, errors);
    return errors;
  }

  #refuseAdmitted(id: string, thrown: unknown, waiting: Waiting): readonly GraphQLFormattedError[] {
    const now = this.#running.get(id);
    return !this.#closed && (!now || now === waiting) ? this.#refuse(id, thrown) : [];
  }

  #await(id: string, params: OperationParams, text: Promise<string>, waiting: Waiting): void {
    text.then(
      (admitted) => {
        if (!this.#closed && this.#running.get(id) === waiting) this.#begin(id, params, admitted, waiting);
      },
      (error: unknown) => traceRefusal(waiting.since, this.#refuseAdmitted(id, error, waiting)),
    );
  }

  #begin(id: string, params: OperationParams, text: string, waiting: Waiting): void {
    const { since } = waiting;
    let prepared: Prepared;
    try {
      prepared = this.#share.prepare()(text, params.operationName ?? null, this.#socket.viewer);
    } catch (error) {
      traceRefusal(since, this.#refuseAdmitted(id, error, waiting));
      return;
    }
    this.#running.delete(id);
    if (prepared === 'answered at once') {
      this.#answer(id, { ...params, query: text }, since);
      return;
    }
    const started = { operation: prepared.subscription.operation, text, since };
    traceSubscription(started, () => {
      try {
        this.#follow(id, params.variables, ++this.#share.subscriptions.owners, prepared);
        return [];
      } catch (error) {
        return this.#refuseAdmitted(id, error, waiting);
      }
    });
  }

  #answer(id: string, params: OperationParams, since: number): void {
    const leaving = new AbortController();
    this.#running.set(id, { abort: () => leaving.abort(), since });
    this.#share.ports.execute(params, this.#socket, leaving.signal).then(
      (result) => {
        if (leaving.signal.aborted) return;
        this.#forget(id);
        this.#socket.protocol.answer(id, result);
      },
      (error: unknown) => {
        if (!leaving.signal.aborted) this.#refuse(id, error);
      },
    );
  }

  #follow(id: string, variables: OperationParams['variables'], owner: number, prepared: PreparedSubscription): void {
    const { limits, streams, subscriptions } = this.#share;
    const { outbox, viewer } = this.#socket;
    const elements = readElements(prepared.subscription, variables, limits.elementsPerSubscription);
    if (this.#elements + elements.texts.length > limits.elementsPerSocket) throw tooMany('elements are followed');
    const reading = new Reading({ id, prepared, variables, owner, size: elements.texts.length, outlet: this });
    this.#running.set(id, reading);
    this.#elements += reading.size;
    subscriptions.count++;
    if (prepared.plan.sharing.delivery === 'NEWEST') outbox.follow(reading);
    try {
      reading.open({ elements, viewer, streams });
    } catch (error) {
      outbox.unfollow(reading, false);
      this.#forget(id);
      throw error;
    }
  }

  /** What changed is attached before the old is left, so an upstream that both need stays open. */
  #renew(reading: Reading): void {
    const { id, owner } = reading;
    let prepared: Prepared;
    try {
      prepared = this.#share.prepare()(reading.prepared.text, reading.prepared.operationName, this.#socket.viewer);
    } catch (error) {
      this.#refuse(id, error);
      return;
    }
    if (prepared === 'answered at once' || prepared.plan.key === reading.prepared.plan.key) return;
    this.#forget(id);
    try {
      this.#follow(id, reading.variables, owner, prepared);
      this.#leave(reading, true);
    } catch (error) {
      this.#leave(reading, true);
      this.#refuse(id, error);
    }
  }
}
