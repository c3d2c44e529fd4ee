import { UnderWay } from '@lzstock/kit/heap/under-way';
import type { KeepableGraph } from '../cache-control/cache-policy.ts';
import { createNewestTexts } from '../newest-texts.ts';
import type { OperationContext } from '../operation/operation.ts';
import { missing } from '../to-subgraph/ask.ts';
import type { SubgraphAnswer, SubgraphRequest, ToSubgraph } from '../to-subgraph/subgraph.ts';
import { kindOf } from '../to-subgraph/transport.ts';
import { type Answers, askTogether } from './ask-together.ts';
import { type EntityFetch, type EntityGroup, givenTo, readEntityFetch } from './entity-fetch.ts';
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

/** An entity that is being asked for. */
interface Asked {
  readonly askedAt: number;
  readonly answer: Promise<EntityAnswer>;
}

const analysed = { texts: 1_000, characters: 1_000_000 };

/**
 * Answers entities of one subgraph from memory where `@cacheControl` says how long every field selected may be kept and none of them depends on who
 * asks; the others are asked for as ever. An entity is asked for once however many wait for it, as a visitor, unless it changed or something was written
 * meanwhile. Where the subgraph cannot answer, memory answers though it is too old; for who only cannot wait it does not.
 */
export function createEntityCache({ graph, subgraph, to, store, now, counted }: EntityCacheOptions): ToSubgraph {
  const idOf = entityIds(graph.supergraph, subgraph);
  const fetches = createNewestTexts<EntityFetch | 'other'>(analysed);
  const asking = new UnderWay<string, Asked>();
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
      const whole = members.filter((place) => all.get(place)?.isWhole);
      store.write(new Map(whole.map((place) => [place.id!, all.get(place)!.entity])), selectionOf(group), at);
    }
  }

  async function ask(
    fetch: EntityFetch,
    request: SubgraphRequest,
    asked: readonly (readonly unknown[])[],
    context: OperationContext,
  ): Promise<SubgraphAnswer> {
    const given = givenTo(fetch, request);
    const selectionOf = (group: EntityGroup) => group.selection + given;
    const looked = await Promise.all(fetch.groups.map((group, at) => placesOf(group, asked[at]!, selectionOf(group))));
    const places = looked.flat();
    const nobodyWaits = context.signal?.aborted || (context.dueAt !== undefined && context.dueAt <= performance.now());
    const unasked = nobodyWaits ? absent(fetch, request, places) : null;

    const answers = new Map<Place, EntityAnswer | Promise<EntityAnswer>>();
    const forAll = Promise.withResolvers<Answers>();
    const keepable: Place[] = [];
    const others: Place[] = [];
    const askedAt = now();
    const begun = new Map<string, Asked>();
    for (const place of places) {
      const { group, id, kept } = place;
      const key = id === null ? null : selectionOf(group) + id;
      const waited = key === null ? undefined : asking.get(key);
      if (kept && now() - kept.askedAt < group.maxAgeMs) {
        counted('hit');
        answers.set(place, { entity: kept.entity, errors: [], failure: null, isWhole: true });
      } else if (unasked) {
        counted('miss');
        answers.set(place, unasked.get(place)!);
      } else if (id !== null && waited && store.isCurrent(id, waited.askedAt)) {
        counted('shared');
        answers.set(place, rescued(place, waited.answer));
      } else {
        counted('miss');
        if (key === null) {
          others.push(place);
          continue;
        }
        keepable.push(place);
        const answer = forAll.promise.then((all) => all.get(place)!);
        answers.set(place, rescued(place, answer));
        const one = { askedAt, answer };
        asking.set(key, one);
        begun.set(key, one);
      }
    }
    if (keepable.length > 0)
      send(fetch, request, keepable, context)
        .finally(() => {
          for (const [key, one] of begun) asking.end(key, one);
        })
        .then((all) => {
          keep(keepable, all, selectionOf, askedAt);
          forAll.resolve(all);
        }, forAll.reject);
    if (others.length > 0) {
      const apart = send(fetch, request, others, context);
      for (const place of others)
        answers.set(
          place,
          apart.then((all) => all.get(place)!),
        );
    }
    const come = await untilDue(answers, context.dueAt, () => absent(fetch, request, places));
    return writeEntities(fetch.groups, come);
  }

  function absent({ groups }: EntityFetch, { query }: SubgraphRequest, places: readonly Place[]): Answers {
    const errors = [missing(query, { reason: 'left' })];
    return readEntities(
      { data: null, errors },
      groups.map((group) => places.filter((place) => place.group === group)),
    );
  }

  async function rescued({ kept }: Place, coming: Promise<EntityAnswer>): Promise<EntityAnswer> {
    const answer = await coming;
    if (!kept || answer.failure?.extensions?.code !== 'SUBGRAPH_UNAVAILABLE') return answer;
    counted('stale');
    return { entity: kept.entity, errors: [], failure: null, isWhole: true };
  }

  return {
    async ask(request, context) {
      const fetch = analyse(request.query);
      const asked = fetch?.groups.map(({ variable }) => request.variables?.[variable]);
      if (fetch && asked?.every(Array.isArray)) return ask(fetch, request, asked as unknown[][], context);
      if (kindOf(request) === 'query') return to.ask(request, context);
      asking.takeAll();
      return to.ask(request, context).finally(() => asking.takeAll());
    },
  };
}
