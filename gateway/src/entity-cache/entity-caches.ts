import { pause } from '@lzstock/kit/events/bell';
import { entityChanges, readChangeNotice } from '@lzstock/kit/events/entity-change';
import type { Log } from '@lzstock/kit/log';
import { fullJitter } from '@lzstock/kit/redis/jitter';
import type { Redis } from '@lzstock/kit/redis/ports';
import { Counter, type Registry } from 'prom-client';
import type { KeepableGraph } from '../cache-control/cache-policy.ts';
import type { ToSubgraph } from '../to-subgraph/subgraph.ts';
import { createEntityCache } from './entity-cache.ts';
import { entityId } from './entity-keys.ts';
import { createEntityStore, type EntityStore } from './entity-store.ts';

export interface EntityCachesOptions {
  /** Shares what is kept with other gateways and tells what changed. Without it this process keeps for itself, until the time a field allows is over. */
  readonly redis: Redis | null;
  readonly metrics: Registry;
  readonly log: Log;
}

/** The caches in front of subgraphs; what they keep outlives a supergraph. */
export interface EntityCaches extends AsyncDisposable {
  before(to: ToSubgraph, subgraph: string, graph: KeepableGraph): ToSubgraph;
}

const most = 50_000;
const keepMs = 3_600_000;

/** Opens the caches and listens for changes, with patience where Redis is away. After a time in which none could be heard everything kept is doubted. */
export function openEntityCaches({ redis, metrics, log }: EntityCachesOptions): EntityCaches {
  const stores = new Map<string, EntityStore>();
  const outcomes = new Counter({
    name: 'gateway_entity_cache_total',
    help: 'Entities by how they were answered: hit, miss, shared (by a request under way), stale (the subgraph was away)',
    labelNames: ['subgraph', 'outcome'],
    registers: [metrics],
  });
  const stopping = new AbortController();

  function storeOf(subgraph: string): EntityStore {
    const known = stores.get(subgraph);
    if (known) return known;
    const prefix = `entity:${subgraph}:`;
    const store = createEntityStore({ cache: redis?.cache, prefix, most, keepMs, now: Date.now, log });
    stores.set(subgraph, store);
    return store;
  }

  const doubt = () => {
    for (const store of stores.values()) store.doubt();
  };

  const listener = {
    message(text: string) {
      const changes = readChangeNotice(text);
      if (!changes)
        return log.error({ text: text.slice(0, 200) }, 'a change was told in words that are not understood');
      const ids = changes.map(({ type, key }) => entityId(type, key));
      for (const store of stores.values()) store.forget(ids);
    },
    back: doubt,
  };

  async function listen({ pubsub }: Redis): Promise<AsyncDisposable | null> {
    for (let attempt = 1; !stopping.signal.aborted; attempt++) {
      const heard = await pubsub.subscribe(entityChanges, listener).catch((err: unknown) => {
        if (attempt === 1) log.warn({ err }, 'changes of entities cannot be heard yet');
        return null;
      });
      if (heard) {
        if (attempt > 1) doubt();
        return heard;
      }
      await pause(fullJitter(attempt, 100, 2_000), stopping.signal);
    }
    return null;
  }
  const listening = redis ? listen(redis) : Promise.resolve(null);

  return {
    before(to, subgraph, graph) {
      const store = storeOf(subgraph);
      const counted = (outcome: string) => outcomes.inc({ subgraph, outcome });
      return createEntityCache({ graph, subgraph, to, store, now: Date.now, counted });
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await (await listening)?.[Symbol.asyncDispose]();
    },
  };
}
