import type { AddressInfo } from 'node:net';
import { createServer } from '@lzstock/kit/boot/http-server';
import { ConfigError } from '@lzstock/kit/config';
import { watchEventLoop } from '@lzstock/kit/health/event-loop';
import { lookAtHealth } from '@lzstock/kit/health/health';
import { drainHttp } from '@lzstock/kit/http';
import type { Log } from '@lzstock/kit/log';
import type { Redis } from '@lzstock/kit/redis/ports';
import { Registry } from 'prom-client';
import type { Policies } from './authorise/requirement.ts';
import { openEntityCaches } from './entity-cache/entity-caches.ts';
import { presentLiveError } from './errors.ts';
import { createExecutor, type Executor } from './execute.ts';
import { opensSocket } from './front/address.ts';
import { createFront } from './front/front.ts';
import { createHosts } from './front/hosts.ts';
import { listen } from './front/listen.ts';
import { openMetricsDoor } from './front/metrics-door.ts';
import { createOrigins } from './front/origin.ts';
import { createWebApp } from './front/web-app.ts';
import { type Graph, openGraph } from './graph.ts';
import { looseLimits } from './live/limits.ts';
import { createLive } from './live/live.ts';
import { countFallbacks } from './operation/fallback.ts';
import { defaultOperationLimits, looseOperationLimits } from './operation/limits.ts';
import { measureOperations } from './operation/operation-metrics.ts';
import { type StoredOperations, storedOperations } from './operation/stored.ts';
import { type Allowances, defaultAllowances } from './quota/allowance.ts';
import { createQuotas } from './quota/quotas.ts';
import { type Issuer, openSignIns, viewerOf } from './sign-in/sign-in.ts';
import type { ToSubgraph } from './to-subgraph/subgraph.ts';
import { subgraphUrls } from './to-subgraph/subgraph-urls.ts';
import { openWays } from './to-subgraph/ways.ts';

export interface GatewayConfig {
  readonly supergraphSdl: string;
  /** Addresses of subgraphs by name, where they are not those of the supergraph. */
  readonly subgraphUrls?: Readonly<Record<string, string>>;
  /** Keys that requests to subgraphs are signed with, by name; those without one are asked unsigned. */
  readonly subgraphSecrets?: Readonly<Record<string, string>>;
  /** Sends identical queries of one viewer to a subgraph once while they are under way; so where left out. */
  readonly deduplicate?: boolean;
  /** Sends requests to a subgraph over one connection where the subgraph speaks that protocol, else by HTTP; so where left out. */
  readonly multiplex?: boolean;
  /** Makes one request of the entity fetches that a query starts together at one subgraph; so where left out. */
  readonly mergeFetches?: boolean;
  /** Subgraphs that answer every viewer alike but for fields marked private; streams share what they join from them. */
  readonly publicSubgraphs?: readonly string[];
  /** Who signs investors in; every token is refused where left out. */
  readonly issuer?: Issuer | undefined;
  /** Whether a `@policy` of the graph allows a viewer; none does where left out. */
  readonly policies?: Policies | undefined;
  /** How much may be asked, where that is not the default. Nobody is charged where limits are off. */
  readonly allowances?: Partial<Allowances> | undefined;
  /** Milliseconds that shared quotas may take to answer before reads are charged to this process alone; 50 where left out. */
  readonly quotaDeadlineMs?: number | undefined;
  /** Carries what gateways share: revoked sign-ins, quotas, remembered entities. The caller's to close; without it each gateway is alone. */
  readonly redis?: Redis | undefined;
  /** Whether entities of public subgraphs are remembered for as long as `@cacheControl` allows; they are where left out. */
  readonly entityCache?: boolean;
  readonly host?: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Milliseconds a reader's live frames are gathered before they are written. */
  readonly flushMs: number;
  /** Bounds on what a stranger may send; off for trials against somebody else's graph. */
  readonly limits: boolean;
  /** Operations that clients brought along, found by their hashes. */
  readonly operations?: StoredOperations | undefined;
  /** Whether only those may run; no where left out. */
  readonly safelist?: boolean | undefined;
  /** Runs identical queries of one viewer that come while one is under way once; so where left out. */
  readonly shareQueries?: boolean | undefined;
  /** Names that this gateway goes by, beside those of a loopback address that it is bound to. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Port of its own for `/metrics`; programs of this machine alone read them at the public port where left out. */
  readonly metricsPort?: number | undefined;
  readonly csrf: boolean;
  readonly introspection: boolean;
  /** Origins beside the gateway's own that a browser may call from. */
  readonly allowedOrigins: readonly string[];
  /** Folder of a built web app. */
  readonly webRoot?: string | undefined;
  /** What GraphiQL's first tab shows; GraphiQL is served wherever introspection is on. */
  readonly example?: string | undefined;
  readonly log: Log;
}

export interface Gateway extends AsyncDisposable {
  /** Address of the graph. */
  readonly url: string;
  readonly port: number;
  /**
   * Serves another supergraph from now on, without cutting a request or a stream: what runs ends on the old one, what comes is answered by the new one.
   * Rejects, and changes nothing, where it is none.
   */
  replace(supergraphSdl: string): Promise<void>;
}

const maxBody = 256 * 1024;
const noOperations = storedOperations([]);

/** One supergraph and what answers from it. */
interface Serving {
  readonly graph: Graph;
  readonly urls: ReadonlyMap<string, string>;
  readonly toSubgraph: (name: string) => ToSubgraph;
  readonly executor: Executor;
}

function readSupergraph(sdl: string): Graph {
  try {
    return openGraph(sdl);
  } catch (cause) {
    throw new ConfigError(`SUPERGRAPH: expected a supergraph SDL that the gateway can plan over (${String(cause)})`);
  }
}

/**
 * Opens the one public door. Rejects with a sentence where the supergraph is none or the port cannot be listened on; nothing stays open then. Disposal
 * spreads the closes of live sockets with 1012, lets running requests end, then cuts.
 */
export async function startGateway(config: GatewayConfig): Promise<Gateway> {
  await using opened = new AsyncDisposableStack();
  const { log, limits } = config;
  const host = config.host ?? '127.0.0.1';
  const metrics = new Registry();
  let stopping = false;

  const ways = opened.use(
    openWays({
      keys: config.subgraphSecrets ?? {},
      deduplicate: config.deduplicate ?? true,
      multiplex: config.multiplex ?? true,
      metrics,
      log,
    }),
  );

  const quotas = limits
    ? opened.use(
        createQuotas({
          allowances: { ...defaultAllowances, ...config.allowances },
          shared: config.redis?.buckets ?? null,
          deadlineMs: config.quotaDeadlineMs,
          metrics,
          log,
        }),
      )
    : null;
  const isPublic = (name: string) => config.publicSubgraphs?.includes(name) ?? false;
  const caches =
    config.entityCache === false ? null : opened.use(openEntityCaches({ redis: config.redis ?? null, metrics, log }));
  const fellBack = countFallbacks(metrics);
  const stored = config.operations ?? noOperations;
  const measure = measureOperations(metrics, stored);

  function serving(supergraphSdl: string): Serving {
    const graph = readSupergraph(supergraphSdl);
    const urls = subgraphUrls(supergraphSdl, config.subgraphUrls);
    const known = new Map<string, ToSubgraph>();
    const toSubgraph = (name: string): ToSubgraph => {
      const before = known.get(name);
      if (before) return before;
      const to = ways.to(name, urls.get(name) ?? '');
      const made = caches && isPublic(name) ? caches.before(to, name, graph) : to;
      known.set(name, made);
      return made;
    };
    const executor = createExecutor({
      graph,
      toSubgraph,
      mergeFetches: config.mergeFetches ?? true,
      introspection: config.introspection,
      limits: limits ? defaultOperationLimits : looseOperationLimits,
      policies: config.policies ?? (() => false),
      charge: quotas?.charge ?? null,
      shareQueries: config.shareQueries ?? true,
      measure,
      stored,
      safelist: config.safelist ?? false,
      fellBack,
      log,
    });
    return { graph, urls, toSubgraph, executor };
  }
  let present = serving(config.supergraphSdl);
  await present.executor.warm([]);
  const answer: Executor['execute'] = (request, context, only) => present.executor.execute(request, context, only);

  const signIns = opened.use(
    openSignIns({ issuer: config.issuer ?? null, redis: config.redis ?? null, revoked: () => live.recheck(), log }),
  );
  const origins = createOrigins(config.allowedOrigins);
  const allowsHost = createHosts(host, config.allowedHosts ?? []);
  const live = createLive({
    graph: present.graph,
    subgraphUrl: (name) => present.urls.get(name) ?? '',
    subgraphHeaders: ways.socketHeaders,
    toSubgraph: (name) => present.toSubgraph(name),
    publicSubgraphs: isPublic,
    execute: async (params, { viewer, address }, signal) => (await answer(params, { viewer, address, signal })).result,
    planningMs: (text) => present.executor.planningMs(text),
    judge: (asked, viewer) => present.executor.judge(asked, viewer),
    async authenticate(payload) {
      const signIn = await signIns.fromPayload(payload);
      return signIn
        ? { viewer: signIn.viewer, expiresAt: signIn.expiresAt, holds: () => signIns.holds(signIn) }
        : { viewer: viewerOf(null) };
    },
    allowOrigin: (_origin, request) => origins.allowed(request),
    admit: (params, context) => present.executor.admit(params, context),
    formatErrors: (errors) => [
      ...new Set(errors.map((error) => presentLiveError(error, { openSchema: config.introspection, log }))),
    ],
    log,
    metrics,
    fellBack,
    flushMs: config.flushMs,
    limits: limits ? undefined : looseLimits,
  });
  opened.use(live);

  const loop = opened.use(watchEventLoop({ metrics, log }));
  const helps: Record<string, () => Promise<unknown>> = {
    'a part of the graph': async () => {
      if (ways.away > 0) throw new Error(`${ways.away} subgraphs do not answer`);
    },
    ...(config.redis && { Redis: () => config.redis!.ping() }),
    ...loop.helps,
  };
  const front = createFront({
    execute: answer,
    allowsHost,
    viewerOf: (authorization) =>
      authorization === undefined ? viewerOf(null) : signIns.fromHeader(authorization).then(viewerOf),
    origins,
    csrf: config.csrf,
    maxBody: limits ? maxBody : null,
    explorer: config.introspection ? { ...(config.example && { example: config.example }) } : null,
    webApp: config.webRoot ? createWebApp(config.webRoot) : null,
    metrics: config.metricsPort === undefined ? metrics : null,
    health: async () => (stopping ? { status: 'stopping' } : lookAtHealth({ needs: loop.needs, helps, log })),
    log,
  });
  const patience = {
    headersTimeout: 10_000,
    requestTimeout: 13_000,
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: 65_000,
  };
  const server = createServer({ ...patience, shouldUpgradeCallback: opensSocket }, front);
  server.on('upgrade', (request, socket, head) => {
    if (opensSocket(request) && allowsHost(request)) live.handleUpgrade(request, socket, head);
    else socket.destroy();
  });
  if (config.metricsPort !== undefined) opened.use(await openMetricsDoor(metrics, config.metricsPort, host));
  await listen(server, config.port, host);
  const { port } = server.address() as AddressInfo;

  async function replace(supergraphSdl: string): Promise<void> {
    const next = serving(supergraphSdl);
    await next.executor.warm(present.executor.recent());
    const before = present;
    present = next;
    try {
      live.replace(next.graph);
    } catch (error) {
      present = before;
      throw error;
    } finally {
      ways.keep(present.urls);
    }
  }

  const owned = opened.move();
  return {
    replace,
    url: `http://${host}:${port}/graphql`,
    port,
    async [Symbol.asyncDispose]() {
      if (stopping) return;
      stopping = true;
      const drained = drainHttp(server, 5_000);
      await live.drain();
      await drained;
      await owned.disposeAsync();
    },
  };
}
