import { type Viewer, visitor } from '@lzstock/kit/viewer';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { subgraphErrors } from './errors.ts';
import { asPresent, isOlder, isSame, type LiveEvent, markStale, readEvent } from './event.ts';
import { eyesOf } from './eyes.ts';
import type { LivePlan } from './plan.ts';
import type { UpstreamReader, Upstreams } from './upstream.ts';

/** What a source tells each of its readers. Nothing follows `failed` or `ended`. */
export interface SourceReader {
  event(event: LiveEvent): void;
  /** Events it was told and has not passed on yet, oldest first. */
  pending(): readonly LiveEvent[];
  failed(errors: readonly GraphQLError[]): void;
  ended(): void;
}

/** One upstream subscription and everybody who reads it. */
export interface Source {
  /** Adds a reader; where the newest value is kept, the reader is told it at once. The returned function leaves. */
  read(reader: SourceReader): () => void;
}

export interface Hub {
  /**
   * The source of a plan's events for `variables`, opened for its first reader and closed after its last. `owner` tells apart those who may share nothing.
   */
  source(plan: LivePlan, variables: Readonly<Record<string, unknown>>, viewer: Viewer, owner: number): Source;
  /** Sources with readers. */
  readonly size: number;
}

export interface HubOptions {
  readonly upstreams: Upstreams;
  /** How long a subgraph may be away before its values are marked stale. */
  readonly lossGraceMs: number;
}

/** Whose eyes an upstream sees with: everyone's where all of it is public. */
export const upstreamViewer = (plan: LivePlan, viewer: Viewer): Viewer =>
  plan.sharing.scope === 'PUBLIC' && !plan.selectsPrivate ? visitor : viewer;

/**
 * Shares upstreams: one for each distinct subgraph, operation, variables and, unless declared public, viewer. Values of a `NEWEST` field are kept, so who
 * comes late learns the present at once. An undeclared field is never shared, since what its first message means is not known.
 */
export function createHub({ upstreams, lossGraceMs }: HubOptions): Hub {
  const open = new Map<string, Source>();
  let size = 0;

  function createSource(
    plan: LivePlan,
    variables: Readonly<Record<string, unknown>>,
    viewer: Viewer,
    key: string,
  ): Source {
    const { readings, sharing } = plan;
    const keeps = sharing.delivery === 'NEWEST';
    const readers = new Set<SourceReader>();
    let last: LiveEvent | null = null;
    let stale = false;
    let grace: NodeJS.Timeout | undefined;
    let leave: (() => void) | null = null;

    const tell = (event: LiveEvent) => {
      for (const reader of [...readers]) reader.event(event);
    };

    function next(result: ExecutionResult): void {
      clearTimeout(grace);
      grace = undefined;
      const event = readEvent(result, readings);
      if (keeps) {
        if (last && isOlder(event, last)) return;
        stale = false;
        if (last && isSame(event, last)) return;
        last = event;
      }
      tell(event);
    }

    function lost(): void {
      if (!sharing.stale || stale) return;
      grace ??= setTimeout(() => {
        if (!last) return;
        stale = true;
        const present = asPresent(last, readings);
        last = markStale(present, readings, sharing.stale);
        if (!isSame(last, present)) tell(last);
      }, lossGraceMs);
    }

    /** What a further reader is told: the present, or, since it may take the place of another reader, everything that one has not passed on. */
    function present(): readonly LiveEvent[] {
      if (keeps && sharing.keep === null) return last ? [last] : [];
      const pending = [...readers].map((reader) => reader.pending()).find(({ length }) => length > 0);
      if (pending) return [...pending];
      return last ? [asPresent(last, readings)] : [];
    }

    function close(): void {
      if (!leave) return;
      clearTimeout(grace);
      open.delete(key);
      size--;
      const stop = leave;
      leave = null;
      stop();
    }

    function finish(how: (reader: SourceReader) => void): void {
      close();
      const told = [...readers];
      readers.clear();
      told.forEach(how);
    }

    const resume = () =>
      sharing.gap !== null && last !== null && last.seq !== null ? { epoch: last.epoch, seq: last.seq } : null;
    const request = { subgraph: plan.subgraph, viewer, query: plan.upstreamText, variables, resume };
    const upstream: UpstreamReader = {
      next,
      lost,
      failed: (errors) => finish((each) => each.failed(subgraphErrors(errors, plan.subgraph))),
      ended: () => finish((each) => each.ended()),
    };

    return {
      read(reader) {
        const known = present();
        readers.add(reader);
        if (leave) {
          for (const event of known) reader.event(event);
        } else {
          open.set(key, this);
          size++;
          leave = () => {};
          try {
            const started = upstreams.subscribe(request, upstream);
            if (leave) leave = started;
            else started();
          } catch (error) {
            readers.clear();
            close();
            throw error;
          }
        }
        return () => {
          if (readers.delete(reader) && readers.size === 0) close();
        };
      },
    };
  }

  return {
    get size() {
      return size;
    },
    source(plan, variables, viewer, owner) {
      const own = plan.sharing.scope === 'READER' ? owner : 0;
      const as = upstreamViewer(plan, viewer);
      const key = JSON.stringify([plan.subgraph, plan.upstreamText, variables, eyesOf(as), own]);
      return open.get(key) ?? createSource(plan, variables, as, key);
    },
  };
}
