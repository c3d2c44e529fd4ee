import { GraphQLError } from 'graphql';
import { readElements } from './elements.ts';
import { toErrors } from './errors.ts';
import { nextHead } from './frame.ts';
import type { Counted } from './gauges.ts';
import type { Limits } from './limits.ts';
import type { Outbox } from './outbox.ts';
import type { Connection, LivePorts, OperationParams } from './ports.ts';
import type { Prepare, Prepared } from './prepare.ts';
import type { Protocol } from './protocol.ts';
import { openReading, type Reading } from './reading.ts';
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
  readonly params: OperationParams;
  readonly owner: number;
  readonly reading: Reading;
}

interface Running {
  stop(): void;
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
  const conflated = (count: number) => {
    counted.conflated += count;
  };
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

  function refuse(id: string, thrown: unknown): void {
    forget(id)?.stop();
    protocol.fail(id, ports.formatErrors(toErrors(thrown)));
  }

  function answer(id: string, params: OperationParams): void {
    const leaving = new AbortController();
    keep(id, { stop: () => leaving.abort(), elements: 0, live: null });
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

  function follow(id: string, asks: Omit<Followed, 'reading'>, prepared: Exclude<Prepared, string>): void {
    const { params, owner } = asks;
    const asked = readElements(prepared.subscription, params.variables, limits.elementsPerSubscription);
    if (elements + asked.length > limits.elementsPerSocket) throw tooMany('elements are followed');
    let over = false;
    let reading: Reading | null = null;
    const end = (tell: () => void, keepUnread = false) => {
      over = true;
      if (reading) {
        outbox.unfollow(reading, keepUnread);
        forget(id);
      }
      tell();
    };
    reading = openReading({
      plan: prepared.plan,
      elements: asked,
      viewer: connection.viewer,
      owner,
      streams,
      unread: limits.unread,
      outlet: {
        head: nextHead(id),
        place: outbox.place,
        hurry: outbox.hurry,
        list: outbox.list,
        conflated,
        overflow,
        failed: (errors) => end(() => protocol.fail(id, ports.formatErrors(errors))),
        ended: () => end(() => protocol.complete(id), true),
      },
    });
    if (over) return;
    const followed = reading;
    outbox.follow(followed);
    const stop = () => {
      outbox.unfollow(followed, false);
      followed.close();
    };
    keep(id, { stop, elements: followed.elements, live: { ...asks, reading } });
  }

  async function begin(id: string, params: OperationParams, waiting: Running): Promise<void> {
    const text = ports.admit ? await ports.admit(params, connection) : (params.query ?? '');
    if (closed || running.get(id) !== waiting) return;
    const prepared = share.prepare()(text, params.operationName ?? null);
    forget(id);
    if (prepared === 'answered at once') answer(id, { ...params, query: text });
    else follow(id, { text, params, owner: ++subscriptions.owners }, prepared);
  }

  /** What changed is attached before the old is left, so an upstream that both need stays open. */
  function renew(id: string, { text, params, owner, reading }: Followed): void {
    let prepared: Prepared;
    try {
      prepared = share.prepare()(text, params.operationName ?? null);
    } catch (error) {
      refuse(id, error);
      return;
    }
    if (prepared === 'answered at once' || prepared.plan.key === reading.plan.key) return;
    forget(id);
    try {
      follow(id, { text, params, owner }, prepared);
    } catch (error) {
      refuse(id, error);
    }
    outbox.unfollow(reading, true);
    reading.close(true);
  }

  return {
    start(id, params) {
      if (running.size >= limits.operationsPerSocket) return refuse(id, tooMany('operations run'));
      const waiting: Running = { stop: () => {}, elements: 0, live: null };
      keep(id, waiting);
      begin(id, params, waiting).catch((error: unknown) => {
        const now = running.get(id);
        if (!closed && (!now || now === waiting)) refuse(id, error);
      });
    },
    stop(id) {
      forget(id)?.stop();
    },
    replan() {
      for (const [id, { live }] of [...running]) if (live) renew(id, live);
    },
    close() {
      closed = true;
      for (const id of [...running.keys()]) forget(id)?.stop();
    },
  };
}
