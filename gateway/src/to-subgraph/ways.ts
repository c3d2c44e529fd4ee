import type { Log } from '@lzstock/kit/log';
import { multiplexProtocol } from '@lzstock/kit/multiplex/protocol';
import { createSigner, type Sign, signatureHeader } from '@lzstock/kit/signature/signature';
import { encodeViewer, type Viewer, viewerHeader } from '@lzstock/kit/viewer';
import type { Registry } from 'prom-client';
import { Agent } from 'undici';
import { httpTransport } from './http-transport.ts';
import { type Multiplexed, multiplexed } from './multiplex/multiplexed.ts';
import type { ToSubgraph } from './subgraph.ts';
import { countSubgraphs } from './subgraph-metrics.ts';
import { createWay, type Way, type WayLimits } from './way.ts';

export interface WaysOptions {
  /** What requests are signed with, by subgraph; those without a key are asked unsigned. */
  readonly keys: Readonly<Record<string, string>>;
  readonly deduplicate: boolean;
  /** Sends requests over one connection for each subgraph that speaks the protocol. */
  readonly multiplex: boolean;
  readonly metrics: Registry;
  readonly log: Log;
  readonly limits?: Partial<WayLimits>;
  readonly random?: () => number;
}

interface Known extends Disposable {
  readonly name: string;
  readonly url: string;
  readonly way: Way;
  /** The one connection; null where requests go by HTTP alone. */
  readonly line: Multiplexed | null;
}

/** The ways to all subgraphs: everybody who asks the same one shares its connections, its bounds and what is known of its health. */
export interface Ways extends AsyncDisposable {
  /** The way to the subgraph of this name at this address. */
  to(name: string, url: string): ToSubgraph;
  /** Headers that open a socket of graphql-transport-ws to a subgraph on behalf of a viewer; good for one try. */
  socketHeaders(name: string, viewer: Viewer): Record<string, string>;
  /** Subgraphs that are not asked, since they do not answer. */
  readonly away: number;
  /** Ends the probes and connections of those that are at none of these addresses any more. Requests under way go on. */
  keep(urls: ReadonlyMap<string, string>): void;
}

const defaultLimits: WayLimits = { deadlineMs: 1_500, concurrent: 128, queued: 256 };

/** Subgraphs keep an idle connection for 75 s: the pool lets go of it long before, so that no request meets a connection that is being closed. */
const idleMs = 30_000;

export function openWays(options: WaysOptions): Ways {
  const { keys, log, random = Math.random } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const countsOf = countSubgraphs(options.metrics);
  const pool = new Agent({
    connections: limits.concurrent,
    pipelining: 1,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
    connect: { timeout: limits.deadlineMs },
  });
  const known = new Map<string, Known>();
  const signers = new Map(Object.entries(keys).map(([name, key]) => [name, createSigner(name, key)]));

  const signed = (name: string, request: Parameters<Sign>[0]): Record<string, string> => {
    const sign = signers.get(name);
    return sign ? { [signatureHeader]: sign(request) } : {};
  };

  function open(name: string, url: string): Known {
    const counts = countsOf(name);
    const http = httpTransport({
      url,
      pool,
      sign: (content, claims) => signed(name, { kind: 'POST', content, claims }),
    });
    const connect = { kind: multiplexProtocol, content: '', claims: null };
    const line = options.multiplex
      ? multiplexed({
          name,
          url,
          key: keys[name] ?? null,
          sign: () => signers.get(name)?.(connect) ?? null,
          patienceMs: limits.deadlineMs,
          fallback: http,
          changed: counts.multiplexed,
          random,
          log,
        })
      : null;
    const { deduplicate } = options;
    const way = createWay({ name, transport: line?.send ?? http, limits, deduplicate, counts, random, log });
    return {
      name,
      url,
      way,
      line,
      [Symbol.dispose]() {
        way[Symbol.dispose]();
        line?.leave();
      },
    };
  }

  return {
    to(name, url) {
      const key = `${name} ${url}`;
      const before = known.get(key);
      if (before) return before.way;
      const made = open(name, url);
      known.set(key, made);
      return made.way;
    },
    get away() {
      return [...known.values()].filter(({ way }) => way.breaker !== 0).length;
    },
    socketHeaders(name, viewer) {
      const claims = encodeViewer(viewer);
      const request = { kind: 'graphql-transport-ws', content: '', claims };
      return { ...(claims !== null && { [viewerHeader]: claims }), ...signed(name, request) };
    },
    keep(urls) {
      for (const [key, one] of known) {
        if (urls.get(one.name) === one.url) continue;
        one[Symbol.dispose]();
        known.delete(key);
      }
    },
    async [Symbol.asyncDispose]() {
      const open = [...known.values()];
      known.clear();
      for (const { way } of open) way[Symbol.dispose]();
      await Promise.all(open.map(({ line }) => line?.[Symbol.asyncDispose]()));
      await pool.destroy();
    },
  };
}
