import type { Log } from '@lzstock/kit/log';
import { traceparentHere } from '@lzstock/kit/trace/span';
import { type Viewer, visitor } from '@lzstock/kit/viewer';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { traceEvent } from '../operation/trace.ts';
import type { Complete } from './complete.ts';
import type { LiveEvent } from './event.ts';
import { eyesOf } from './eyes.ts';
import type { FlushClock } from './flush-clock.ts';
import { type Payload, toPayload } from './frame.ts';
import { type Hub, upstreamViewer } from './hub.ts';
import { type Behind, Newest } from './newest.ts';
import type { LivePlan } from './plan.ts';

/** What a stream tells each of its readers. Nothing follows `failed` or `ended`. */
export interface StreamReader extends Behind {
  /** Place of the flush clock that is marked for every newer value. */
  readonly place: number;
  /** Told first, under `NEWEST`: where the newest value will be found. */
  keeps(newest: Newest): void;
  /** The first value for this reader is there, under `NEWEST`. */
  first(): void;
  /** One value more, under `EVERY`. */
  payload(payload: Payload): void;
  failed(errors: readonly GraphQLError[]): void;
  ended(): void;
}

type Variables = Readonly<Record<string, unknown>>;

export interface GroupRequest {
  readonly plan: LivePlan;
  /** Variables that all streams of the group share. */
  readonly shared: Variables;
  readonly viewer: Viewer;
  /** Tells apart the subscriptions that may share nothing. */
  readonly owner: number;
}

/** The completed events of one element. */
export interface Stream {
  leave(reader: StreamReader): void;
}

/** The streams that differ by nothing but their element. */
export interface StreamGroup {
  /** Reads the completed events of one element, told apart by `text` and asked for with `variables(text)`. Throws where nothing can be read. */
  read(text: string, variables: (text: string) => Variables, reader: StreamReader): Stream;
}

export interface Streams {
  /** Finds what one subscription reads; looked up once for all its elements. */
  group(request: GroupRequest): StreamGroup;
  /** Streams with readers. */
  readonly size: number;
}

export interface StreamOptions {
  readonly hub: Hub;
  readonly complete: Complete;
  readonly clock: Pick<FlushClock, 'mark'>;
  /** Whether a joined subgraph answers every viewer alike. */
  readonly isPublic: (subgraph: string) => boolean;
  /** Values that may not be left out and may wait: to be completed, or for the slowest reader. */
  readonly unread: number;
  readonly executed: () => void;
  readonly log: Log;
}

interface OpenStream extends Stream {
  read(reader: StreamReader): Stream;
}

type Ending = { readonly errors: readonly GraphQLError[] } | 'ended';

const gapsKept = 8;
const overloaded = new GraphQLError('Events come faster than they can be completed', {
  extensions: { code: 'OVERLOADED' },
});

/**
 * Completes each event once for everybody who reads the same selection of the same element with the same eyes. One completion runs at a time, so readers
 * see events in order; under `NEWEST` a waiting event gives way to a newer one unless it announces a gap.
 */
export function createStreams({ hub, complete, clock, isPublic, unread, executed, log }: StreamOptions): Streams {
  const groups = new Map<string, StreamGroup>();
  let size = 0;

  function createGroup(key: string, request: GroupRequest, eyes: Viewer): StreamGroup {
    const streams = new Map<string, OpenStream>();
    const group: StreamGroup = {
      read(text, variables, reader) {
        const known = streams.get(text);
        if (known) return known.read(reader);
        const opened = createStream(request, variables(text), eyes, {
          opened(stream) {
            if (streams.size === 0) groups.set(key, group);
            streams.set(text, stream);
          },
          closed() {
            streams.delete(text);
            if (streams.size === 0) groups.delete(key);
          },
        });
        return opened.read(reader);
      },
    };
    return group;
  }

  function createStream(
    { plan, viewer, owner }: GroupRequest,
    variables: Variables,
    eyes: Viewer,
    place: { opened(stream: OpenStream): void; closed(): void },
  ): OpenStream {
    const { delivery, keep } = plan.sharing;
    const opener = traceparentHere();
    const kept = delivery === 'NEWEST' ? new Newest(keep === null ? null : unread) : null;
    const readers = new Set<StreamReader>();
    /** Readers that wait for their first value. */
    const fresh = new Set<StreamReader>();
    let places: readonly number[] | null = null;
    const waiting: LiveEvent[] = [];
    let running: LiveEvent | null = null;
    let ending: Ending | null = null;
    let leave: (() => void) | null = null;

    function event(event: LiveEvent): void {
      if (ending) return;
      if (kept) {
        if (waiting.length > 0 && !waiting.at(-1)!.stays) waiting.pop();
        if (keep === null && waiting.length >= gapsKept) waiting.shift();
      }
      if (waiting.length >= unread) {
        end({ errors: [overloaded] });
        return;
      }
      waiting.push(event);
      if (!running) void run();
    }

    function end(how: Ending): void {
      ending ??= how;
      if (!running) finish();
    }

    async function run(): Promise<void> {
      while (waiting.length > 0 && leave) {
        const event = waiting.shift()!;
        running = event;
        const result = await traceEvent(plan.subgraph, opener, () => complete(plan, event, variables, eyes)).catch(
          fault,
        );
        executed();
        const payload = toPayload(result, event);
        if (kept) tell(kept, payload);
        else for (const reader of readers) reader.payload(payload);
      }
      running = null;
      if (ending) finish();
    }

    /** Touches nothing of a reader but its place: with very many of them, reaching for their memory is what an event costs. */
    function tell(newest: Newest, payload: Payload): void {
      newest.put(payload, readers);
      for (const reader of fresh) reader.first();
      fresh.clear();
      places ??= Array.from(readers, ({ place }) => place);
      for (const place of places) clock.mark(place);
    }

    function fault(err: unknown): ExecutionResult {
      log.error({ err }, 'live: an event could not be completed');
      return { data: null, errors: [uncompleted] };
    }

    function close(): void {
      if (!leave) return;
      place.closed();
      size--;
      const stop = leave;
      leave = null;
      waiting.length = 0;
      stop();
    }

    function finish(): void {
      const told = [...readers];
      const how = ending ?? 'ended';
      readers.clear();
      close();
      for (const reader of told) how === 'ended' ? reader.ended() : reader.failed(how.errors);
    }

    return {
      read(reader: StreamReader): Stream {
        readers.add(reader);
        places = null;
        if (kept) {
          reader.keeps(kept);
          if (kept.payload) reader.first();
          else fresh.add(reader);
        }
        if (!leave) {
          place.opened(this);
          size++;
          leave = () => {};
          try {
            const started = hub.source(plan, pick(variables, plan.upstreamVariables), viewer, owner).read({
              event,
              pending: () => (running ? [running, ...waiting] : waiting),
              failed: (errors) => end({ errors }),
              ended: () => end('ended'),
            });
            if (leave) leave = started;
            else started();
          } catch (error) {
            readers.clear();
            fresh.clear();
            close();
            throw error;
          }
        }
        return this;
      },
      leave(reader: StreamReader): void {
        fresh.delete(reader);
        places = null;
        if (readers.delete(reader) && readers.size === 0) close();
      },
    };
  }

  return {
    get size() {
      return size;
    },
    group(request) {
      const { plan, shared, viewer, owner } = request;
      const everyone = upstreamViewer(plan, viewer).id === null && !plan.selectsPrivate && plan.joined.every(isPublic);
      const eyes = everyone ? visitor : viewer;
      const own = plan.sharing.scope === 'READER' ? owner : 0;
      const key = JSON.stringify([plan.key, shared, eyesOf(eyes), own]);
      return groups.get(key) ?? createGroup(key, request, eyes);
    },
  };
}

const uncompleted = new GraphQLError('This event could not be completed', { extensions: { code: 'INTERNAL' } });

const pick = (from: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.filter((name) => Object.hasOwn(from, name)).map((name) => [name, from[name]]));
