import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Viewer } from '../src/viewer.ts';

/** What is known of a request beside who asks. */
export interface RequestInfo {
  /**
   * Aborts when nobody waits for the answer any more. No field with a resolver of its own is resolved then; what runs may look at it. Never aborts for a
   * subscription.
   */
  readonly signal: AbortSignal;
  /** Where the request belongs in a trace, as W3C Trace Context writes it. */
  readonly traceparent: string | null;
}

/** Remembers what is known of each request by the object that stands for its viewer. */
export interface Requests {
  begin(viewer: Viewer, info: RequestInfo): Viewer & Record<string, unknown>;
  infoOf(viewer: object): RequestInfo;
}

const unending: RequestInfo = { signal: new AbortController().signal, traceparent: null };

export function createRequests(): Requests {
  const known = new WeakMap<object, RequestInfo>();
  return {
    begin(viewer, info) {
      const own = { ...viewer };
      known.set(own, info);
      return own;
    },
    infoOf: (viewer) => known.get(viewer) ?? unending,
  };
}

/** Of a request by HTTP: nobody waits any more when its connection is closed. */
export function httpRequestInfo(request: IncomingMessage, response: ServerResponse): RequestInfo {
  const closed = new AbortController();
  response.once('close', () => response.writableFinished || closed.abort());
  const { traceparent } = request.headers;
  return { signal: closed.signal, traceparent: typeof traceparent === 'string' ? traceparent : null };
}
