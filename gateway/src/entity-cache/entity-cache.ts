import type { KeepableGraph } from '../cache-control/cache-policy.ts';
import { createNewestTexts } from '../newest-texts.ts';
import type { OperationContext } from '../operation/operation.ts';
import { missing } from '../to-subgraph/ask.ts';
import type { SubgraphAnswer, SubgraphRequest, ToSubgraph } from '../to-subgraph/subgraph.ts';
import { type Answers, askTogether } from './ask-together.ts';
import { type EntityFetch, type EntityGroup, readEntityFetch } from './entity-fetch.ts';
import { entityIds } from './entity-keys.ts';
import type { EntityStore, Kept } from './entity-store.ts';
import { type EntityAnswer, type Place, readEntities, writeEntities } from './partial-answer.ts';
import { untilDue } from './until-due.ts';

/** How one entity of a request was answered: from memory, by the subgraph, by somebody else's request under way, or from memory though it is too old. */
export type Outcome = 'hit' | 'miss' | 'shared' | 'stale';

export interface EntityCacheOptions {
  readonly graph: KeepableGraph;
  readonly subgraph: string;
  readonly to: ToSubgraph;
  readonly store: EntityStore;
  readonly now: () => number;
  readonly counted: (outcome: Outcome) => void;
}

const analysed = { texts: 1_000, characters: 1_000_000 };

/**
 * Answers entities of one subgraph from memory where `@cacheControl` says how long every field selected may be kept and none of them depends on who
 * asks; the others are asked for as ever. An entity is asked for once however many wait for it, as a visitor. Where the subgraph cannot answer, memory
 * answers though it is too old.
 */
export function createEntityCache({ graph, subgraph, to, store, now, counted }: EntityCacheOptions): ToSubgraph {
  const idOf = entityIds(graph.supergraph, subgraph);
  const fetches = createNewestTexts<EntityFetch | 'other'>(analysed);
  const asking = new Map<string, Promise<EntityAnswer>>();
  const send = askTogether(to);

  function analyse(text: string): EntityFetch | null {
    const known = fetches.get(text);
    if (known) return known === 'other' ? null : known;
    const fetch = readEntityFetch(graph, text);
    fetches.set(text, fetch ?? 'other');
    return fetch;
  }

  async function placesOf(group: EntityGroup, asked: readonly unknown[], selection: string): Promise<Place[]> {
    const ids = asked.map((representation) => (group.maxAgeMs > 0 ? idOf(representation) : null));
    const isFresh = ({ askedAt }: Kept) => now() - askedAt < group.maxAgeMs;
    const known = [...new Set(ids.filter((id) => id !== null))];
    const kept = await store.read(known, selection, isFresh);
    const byId = new Map(known.map((id, at) => [id, kept[at] ?? null]));
    return asked.map((representation, index) => {
      const id = ids[index] ?? null;
      return { group, index, representation, id, kept: id === null ? null : (byId.get(id) ?? null) };
    });
  }

  function keep(own: readonly Place[], all: Answers, selectionOf: (group: EntityGroup) => string, at: number): void {
    for (const [group, members] of Map.groupBy(own, ({ group }) => group)) {
      const whole = members.filter((place) => place.id !== null && all.get(place)?.isWhole);
      store.write(new Map(whole.map((place) => [place.id!, all.get(place)!.entity])), selectionOf(group), at);
    }
  }

  async function ask(
    fetch: EntityFetch,
    request: SubgraphRequest,
    asked: readonly (readonly unknown[])[],
    context: OperationContext,
  ): Promise<SubgraphAnswer> {
    const others = JSON.stringify(fetch.others.map((name) => request.variables?.[name]));
    const selectionOf = (group: EntityGroup) => group.selection + others;
    const looked = await Promise.all(fetch.groups.map((group, at) => placesOf(group, asked[at]!, selectionOf(group))));
    const places = looked.flat();

    const answers = new Map<Place, EntityAnswer | Promise<EntityAnswer>>();
    const sending = Promise.withResolvers<Answers>();
    const own: Place[] = [];
    const begun: string[] = [];
    for (const place of places) {
      const { group, id, kept } = place;
      const key = id === null ? null : selectionOf(group) + id;
      const waited = key === null ? undefined : asking.get(key);
      if (kept && now() - kept.askedAt < group.maxAgeMs) {
        counted('hit');
        answers.set(place, { entity: kept.entity, errors: [], failure: null, isWhole: true });
      } else if (waited) {
        counted('shared');
        answers.set(place, waited);
      } else {
        counted('miss');
        own.push(place);
        const answer = sending.promise.then((all) => all.get(place)!);
        answers.set(place, answer);
        if (key === null) continue;
        asking.set(key, answer);
        begun.push(key);
      }
    }
    if (own.length > 0) {
      const askedAt = now();
      const sent = send(fetch, request, own, context).finally(() => {
        for (const key of begun) asking.delete(key);
      });
      sent.then((all) => {
        keep(own, all, selectionOf, askedAt);
        sending.resolve(all);
      }, sending.reject);
    }
    const come = await untilDue(answers, context.dueAt, () => absent(fetch, request, places));
    return writeEntities(
      fetch.groups,
      come.map(([place, answer]) => [place, rescue(place, answer)]),
    );
  }

  function absent({ groups }: EntityFetch, { query }: SubgraphRequest, places: readonly Place[]): Answers {
    const errors = [missing(query, { reason: 'left' })];
    return readEntities(
      { data: null, errors },
      groups.map((group) => places.filter((place) => place.group === group)),
    );
  }

  function rescue({ kept }: Place, answer: EntityAnswer): EntityAnswer {
    if (!kept || answer.failure?.extensions?.code !== 'SUBGRAPH_UNAVAILABLE') return answer;
    counted('stale');
    return { entity: kept.entity, errors: [], failure: null, isWhole: true };
  }

  return {
    async ask(request, context) {
      const fetch = analyse(request.query);
      const asked = fetch?.groups.map(({ variable }) => request.variables?.[variable]);
      return fetch && asked?.every(Array.isArray)
        ? ask(fetch, request, asked as unknown[][], context)
        : to.ask(request, context);
    },
  };
}
