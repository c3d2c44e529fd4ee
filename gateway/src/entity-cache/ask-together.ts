import { visitor } from '@lzstock/kit/viewer';
import type { OperationContext } from '../operation/operation.ts';
import type { SubgraphRequest, ToSubgraph } from '../to-subgraph/subgraph.ts';
import { type EntityFetch, givenTo } from './entity-fetch.ts';
import { type EntityAnswer, type Place, readEntities } from './partial-answer.ts';

/** What a subgraph answered about entities, those that others asked for in the same request among them. */
export type Answers = ReadonlyMap<Place, EntityAnswer>;

/** Asks a subgraph for these entities of a request alone: all of them may be kept, or none. */
export type AskEntities = (
  fetch: EntityFetch,
  request: SubgraphRequest,
  places: readonly Place[],
  context: OperationContext,
) => Promise<Answers>;

interface Gathering {
  readonly places: Place[];
  readonly answers: Promise<Answers>;
}

const most = 200;

/**
 * What may be kept is asked for as a visitor, for all who wait, so no one of them gives it up. Requests for it that are alike but for their entities, and
 * begin in one turn of the event loop, travel as one, of 200 entities at most; what goes wrong with it goes wrong for each. The rest is asked for as who asks.
 */
export function askTogether(to: ToSubgraph): AskEntities {
  const gathering = new Map<string, Gathering>();

  async function send(
    { groups }: EntityFetch,
    request: SubgraphRequest,
    places: readonly Place[],
    context: OperationContext,
  ): Promise<Answers> {
    const variables: Record<string, unknown> = { ...request.variables };
    const sent = groups.map((group) => places.filter((place) => place.group === group));
    groups.forEach(({ variable }, at) => {
      variables[variable] = sent[at]!.map(({ representation }) => representation);
    });
    return readEntities(await to.ask({ ...request, variables }, context), sent);
  }

  function gather(key: string, fetch: EntityFetch, request: SubgraphRequest): Gathering {
    const { promise, resolve } = Promise.withResolvers<Answers>();
    const begun: Gathering = { places: [], answers: promise };
    gathering.set(key, begun);
    setImmediate(() => {
      if (gathering.get(key) === begun) gathering.delete(key);
      resolve(send(fetch, request, begun.places, { viewer: visitor }));
    });
    return begun;
  }

  return (fetch, request, places, context) => {
    if (places.some(({ id }) => id === null)) return send(fetch, request, places, context);
    if (fetch.groups.length > 1) return send(fetch, request, places, { viewer: visitor });
    const key = JSON.stringify([request.query, givenTo(fetch, request)]);
    const begun = gathering.get(key);
    const joined = begun && begun.places.length + places.length <= most ? begun : gather(key, fetch, request);
    joined.places.push(...places);
    return joined.answers;
  };
}
