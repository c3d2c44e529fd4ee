import type { GraphQLFormattedError } from 'graphql';
import type { FormattedExecutionResult } from 'graphql-ws/client';
import { backoff } from './comeback.ts';
import type { Link } from './link.ts';

export interface LiveOperation {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** Where what an operation says goes. */
export interface LiveSink<D> {
  next(data: D): void;
  /** Errors came instead of a value, or beside one whose missing parts are null. The operation goes on. */
  trouble?(errors: readonly GraphQLFormattedError[]): void;
  /** The server refused the operation, with errors, or ended it, with none. Not called for a lost connection, nor after leaving. */
  end(errors: readonly GraphQLFormattedError[]): void;
}

export interface Following<D> {
  /**
   * For streams of events, of which none may be missed: on each new connection `variable` carries the cursor that `from` read off the last event, so that the
   * server replays what came after it. An event without one (null or undefined) leaves the cursor as it was.
   */
  readonly resume?: { readonly variable: string; readonly from: (event: D) => unknown };
  /** Whether to start again when the server ended the operation, asked with its errors; with the jitter of connections. Never where left out. */
  readonly again?: (errors: readonly GraphQLFormattedError[]) => boolean;
}

interface Running {
  readonly operation: LiveOperation;
  readonly sink: LiveSink<unknown>;
  readonly following: Following<unknown>;
  cursor: unknown;
  endings: number;
  waiting: ReturnType<typeof setTimeout> | undefined;
  stop: () => void;
}

const soonestMs = 500;

/** What shall run, whether or not there is a connection. */
export interface Operations {
  add(operation: LiveOperation, sink: LiveSink<unknown>, following: Following<unknown>): () => void;
  /** Starts everything on a new connection. */
  start(link: Link): void;
  /** The connection is gone: what is late from it is not heard any more. */
  lost(): void;
  /** Forgets everything without a word. */
  clear(): void;
}

export function createOperations(random: () => number, report: (error: unknown) => void): Operations {
  const running = new Set<Running>();
  let link: Link | null = null;

  /** What a listener throws is its own bug: it must not cut the connection of the others. */
  function safely(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      report(error);
    }
  }

  function begin(each: Running): void {
    const source = link;
    if (!source) return;
    const current = () => link === source && running.has(each);
    const { query, operationName, variables } = each.operation;
    const { resume } = each.following;
    const cursor = resume && each.cursor != null ? { [resume.variable]: each.cursor } : {};
    each.stop = source.subscribe(
      { query, ...(operationName && { operationName }), variables: { ...variables, ...cursor } },
      {
        next: (result) => current() && take(each, result),
        error(cause) {
          if (!current()) return;
          if (!Array.isArray(cause)) report(cause);
          end(each, Array.isArray(cause) ? cause : [{ message: String(cause) }]);
        },
        complete: () => current() && end(each, []),
      },
    );
  }

  function take(each: Running, { data, errors }: FormattedExecutionResult): void {
    const { sink, following } = each;
    if (errors?.length) safely(() => sink.trouble?.(errors));
    if (data == null) return;
    each.endings = 0;
    safely(() => sink.next(data));
    safely(() => {
      each.cursor = following.resume?.from(data) ?? each.cursor;
    });
  }

  function end(each: Running, errors: readonly GraphQLFormattedError[]): void {
    each.stop = () => {};
    if (each.following.again?.(errors)) {
      each.waiting = setTimeout(begin, soonestMs + backoff(each.endings++, random), each);
      return;
    }
    running.delete(each);
    safely(() => each.sink.end(errors));
  }

  function leave(each: Running): void {
    clearTimeout(each.waiting);
    if (running.delete(each)) each.stop();
  }

  return {
    add(operation, sink, following) {
      const each: Running = {
        operation,
        sink,
        following,
        cursor: null,
        endings: 0,
        waiting: undefined,
        stop: () => {},
      };
      running.add(each);
      begin(each);
      return () => leave(each);
    },
    start(opened) {
      link = opened;
      for (const each of running) begin(each);
    },
    lost() {
      link = null;
      for (const each of running) {
        clearTimeout(each.waiting);
        each.stop = () => {};
      }
    },
    clear() {
      for (const each of running) clearTimeout(each.waiting);
      running.clear();
    },
  };
}
