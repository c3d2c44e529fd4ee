import { pathOf, subgraphError } from './fetch-error.ts';
import { copy, merge } from './merge.ts';
import { objectsAt, placeBeforeLists, type Route } from './place.ts';
import type { CompiledFetch, Step } from './run.ts';
import { answered } from './subgraph-fetch.ts';

/** A fetch that starts at a root type, for the whole answer or for objects in it that stand for a root type. */
export function fetchRoot(fetch: CompiledFetch, route: Route): Step {
  const before = placeBeforeLists(route);
  const isExact = before.length === route.length;

  return async (run) => {
    const targets = route.length === 0 || run.data === null ? null : objectsAt(run.data, route);
    if (route.length > 0 && !targets?.length) return;
    const answer = await fetch.ask(run, fetch.variables(run));
    for (const error of answer.errors ?? []) {
      const path = pathOf(error);
      run.errors.push(subgraphError(error, fetch.subgraph, path && (isExact ? [...before, ...path] : before)));
    }
    const data = answered(answer);
    if (data === null) return;
    fetch.rewriteOutput?.(data);
    if (targets === null) {
      if (run.data === null) run.data = data;
      else merge(run.data, data);
      return;
    }
    for (const [at, target] of targets.entries()) merge(target, at === targets.length - 1 ? data : copy(data));
  };
}
