import { GraphQLError } from 'graphql';
import { readElements } from './elements.ts';
import { toErrors } from './errors.ts';
import type { Counted } from './gauges.ts';
import type { Limits } from './limits.ts';
import type { Outbox } from './outbox.ts';
import type { Connection, LivePorts, OperationParams } from './ports.ts';
import type { Prepare, Prepared } from './prepare.ts';
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

/** The running operations of one socket. */
export interface Session {
  start(id: string, params: OperationParams): void;
  stop(id: string): void;
  /** Moves every running subscription to the schema of the day; those it no longer allows end with its errors. */
  replan(): void;
  close(): void;
}

interface Followed {
  readonly text: string;
  readonly operationName: string | null;
  readonly variables: OperationParams['variables'];
  readonly owner: number;
  readonly reading: Reading;
}

interface Running {
  /** Gives up a query or mutation. */
  readonly abort: (() => void) | null;
  readonly elements: number;
  /** Null for a query, a mutation, and a subscription that is still being admitted. */
  readonly live: Followed | null;
}

const tooMany = (what: string): GraphQLError =>
  new GraphQLError(`Too many ${what} on this connection`, { extensions: { code: 'OPERATION_LIMIT' } });

export function createSession(
  share: SessionsShare,
  connection: Connection,
  protocol: Protocol,
  outbox: Outbox,
  overflow: () => void,
): Session {
  const { ports, limits, streams, counted, subscriptions } = share;
  const running = new Map<string, Running>();
  let elements = 0;
  let closed = false;

  function forget(id: string): Running | undefined {
    const known = running.get(id);
    if (!known) return undefined;
    running.delete(id);
    elements -= known.elements;
    if (known.live) subscriptions.count--;
    return known;
  }

  function keep(id: string, operation: Running): void {
    running.set(id, operation);
    elements += operation.elements;
    if (operation.live) subscriptions.count++;
  }

  function stop(id: string): void {
    const known = forget(id);
    known?.abort?.();
    if (known?.live) leave(known.live.reading, false);
  }

  function leave(reading: Reading, keepUnread: boolean): void {
    outbox.unfollow(reading, keepUnread);
    reading.close(keepUnread);
  }

  function refuse(id: string, thrown: unknown): void {
    stop(id);
    protocol.fail(id, ports.formatErrors(toErrors(thrown)));
  }

  function answer(id: string, params: OperationParams): void {
    const leaving = new AbortController();
    keep(id, { abort: () => leaving.abort(), elements: 0, live: null });
    ports.execute(params, connection, leaving.signal).then(
      (result) => {
        if (leaving.signal.aborted) return;
        forget(id);
        protocol.answer(id, result);
      },
      (error: unknown) => {
        if (!leaving.signal.aborted) refuse(id, error);
      },
    );
  }

  const outlet: ReadingOutlet = {
    place: outbox.place,
    hurry: outbox.hurry,
    list: outbox.list,
    conflated(count) {
      counted.conflated += count;
    },
    overflow,
    failed(reading, errors) {
      outbox.unfollow(reading, false);
      if (running.get(reading.id)?.live?.reading !== reading) return;
      forget(reading.id);
      protocol.fail(reading.id, ports.formatErrors(errors));
    },
    ended(reading) {
      outbox.unfollow(reading, true);
      if (running.get(reading.id)?.live?.reading !== reading) return;
      forget(reading.id);
      protocol.complete(reading.id);
    },
  };

  function follow(id: string, asks: Omit<Followed, 'reading'>, prepared: Exclude<Prepared, string>): void {
    const { plan, subscription } = prepared;
    const asked = readElements(subscription, asks.variables, limits.elementsPerSubscription);
    if (elements + asked.length > limits.elementsPerSocket) throw tooMany('elements are followed');
    const reading = new Reading({ id, plan, outlet, unread: limits.unread });
    keep(id, { abort: null, elements: asked.length, live: { ...asks, reading } });
    outbox.follow(reading);
    try {
      reading.open({ elements: asked, viewer: connection.viewer, owner: asks.owner, streams });
    } catch (error) {
      outbox.unfollow(reading, false);
      forget(id);
      throw error;
    }
  }

  async function begin(id: string, params: OperationParams, waiting: Running): Promise<void> {
    const text = ports.admit ? await ports.admit(params, connection) : (params.query ?? '');
    if (closed || running.get(id) !== waiting) return;
    const prepared = share.prepare()(text, params.operationName ?? null);
    forget(id);
    if (prepared === 'answered at once') answer(id, { ...params, query: text });
    else {
      const { operationName = null, variables } = params;
      follow(id, { text: prepared.text, operationName, variables, owner: ++subscriptions.owners }, prepared);
    }
  }

  /** What changed is attached before the old is left, so an upstream that both need stays open. */
  function renew(id: string, { reading, ...asks }: Followed): void {
    let prepared: Prepared;
    try {
      prepared = share.prepare()(asks.text, asks.operationName);
    } catch (error) {
      refuse(id, error);
      return;
    }
    if (prepared === 'answered at once' || prepared.plan.key === reading.plan.key) return;
    forget(id);
    try {
      follow(id, asks, prepared);
      leave(reading, true);
    } catch (error) {
      leave(reading, true);
      refuse(id, error);
    }
  }

  return {
    start(id, params) {
      if (running.size >= limits.operationsPerSocket) return refuse(id, tooMany('operations run'));
      const waiting: Running = { abort: null, elements: 0, live: null };
      keep(id, waiting);
      begin(id, params, waiting).catch((error: unknown) => {
        const now = running.get(id);
        if (!closed && (!now || now === waiting)) refuse(id, error);
      });
    },
    stop,
    replan() {
      for (const [id, { live }] of [...running]) if (live) renew(id, live);
    },
    close() {
      closed = true;
      for (const id of [...running.keys()]) stop(id);
    },
  };
}
