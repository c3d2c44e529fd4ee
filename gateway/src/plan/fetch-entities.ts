import type { Contexts } from './context.ts';
import { pathOf, subgraphError } from './fetch-error.ts';
import { isObject, type JsonObject } from './json.ts';
import { copy, merge } from './merge.ts';
import { objectsAt, type Place, placeBeforeLists, placesAt, type Route } from './place.ts';
import type { Extract } from './representation.ts';
import { collectRepresentations, type Representations } from './representations.ts';
import { attempt, type CompiledFetch, type Run, type Step } from './run.ts';
import { type FetchAnswer, hasData } from './subgraph-fetch.ts';

/** A fetch that adds fields to entities which other subgraphs answered, or a fetch each for those that are told the same of their contexts. */
export function fetchEntities(fetch: CompiledFetch, route: Route, extract: Extract, contexts: Contexts | null): Step {
  if (contexts === null) return (run) => join(run, run.data === null ? [] : objectsAt(run.data, route), {});
  return async (run) => {
    if (run.data === null) return;
    const groups = contexts.groups(run.data, route);
    await Promise.all(groups.map(({ entities, variables }) => attempt(run, join(run, entities, variables))));
  };

  async function join(run: Run, candidates: readonly JsonObject[], contextual: Readonly<JsonObject>): Promise<void> {
    const asked = collectRepresentations(candidates, extract, fetch.rewriteInput);
    if (asked.sent.length === 0) return;
    const variables = { ...fetch.variables(run), ...contextual, representations: asked.sent };
    const answer = await fetch.ask(run, variables);
    if (answer.errors) reportErrors(run, answer, asked);
    if (!hasData(answer)) return;
    const { _entities: received } = answer.data;
    if (!Array.isArray(received)) throw new Error('Expected "data._entities" in response to be an array');
    if (received.length !== asked.sent.length)
      throw new Error(`Expected "data._entities" to contain ${asked.sent.length} elements`);
    spread(run, received, asked, answer.shared === true);
  }

  function spread(
    run: Run,
    received: readonly unknown[],
    { entities, slots, uses }: Representations,
    shared: boolean,
  ): void {
    const left = [...uses];
    for (let at = 0; at < entities.length; at += 1) {
      const entity = entities[at]!;
      const slot = slots[at]!;
      const given = received[slot];
      if (given === null || given === undefined) continue;
      if (!isObject(given)) {
        const path = placesAt(run.data!, route).get(entity) ?? placeBeforeLists(route);
        run.errors.push(subgraphError({ message: 'Expected an object for an entity' }, fetch.subgraph, path));
        continue;
      }
      left[slot]! -= 1;
      const others = shared || left[slot] !== 0;
      if (fetch.rewriteOutput || !given.__typename) {
        const part = others ? copy(given) : given;
        part.__typename ||= entity.__typename;
        fetch.rewriteOutput?.(part);
        merge(entity, part);
      } else merge(entity, given, others);
    }
  }

  function reportErrors(run: Run, { errors = [], data }: FetchAnswer, { entities, slots }: Representations): void {
    const outside = placeBeforeLists(route);
    const failed = data === null || data === undefined;
    let places: Map<JsonObject, Place> | null = null;
    for (const error of errors) {
      const [, slot, ...rest] = pathOf(error) ?? [];
      const alike = typeof slot === 'number' ? entities.filter((_, at) => slots[at] === slot) : [];
      const concerned = failed ? alike.slice(0, 1) : alike;
      if (concerned.length === 0)
        run.errors.push(subgraphError(error, fetch.subgraph, pathOf(error) === undefined ? undefined : outside));
      for (const entity of concerned) {
        places ??= placesAt(run.data!, route);
        run.errors.push(subgraphError(error, fetch.subgraph, [...(places.get(entity) ?? outside), ...rest]));
      }
    }
  }
}
