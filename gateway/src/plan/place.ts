import { isObject, type JsonObject, own } from './json.ts';

/** Where in an answer: response names, and indexes in lists. */
export type Place = readonly (string | number)[];

/** The steps of a plan to the objects that it joins something to; `@` is every element of a list. */
export type Route = readonly string[];

/** The objects at the end of a route, in order. What is null, absent or of another kind than the route expects leads nowhere. */
export function objectsAt(root: JsonObject, route: Route): JsonObject[] {
  if (route.length === 0) return [root];
  const found: JsonObject[] = [];
  walk(root, route, 0, found);
  return found;
}

function walk(value: unknown, route: Route, from: number, found: JsonObject[]): void {
  let here = value;
  for (let at = from; at < route.length; at += 1) {
    const step = route[at]!;
    if (step === '@') {
      if (!Array.isArray(here)) return;
      for (const each of here) walk(each, route, at + 1, found);
      return;
    }
    if (!isObject(here)) return;
    here = own(here, step);
  }
  if (isObject(here)) found.push(here);
}

/** Where the objects at the end of a route are. */
export function placesAt(root: JsonObject, route: Route): Map<JsonObject, Place> {
  const places = new Map<JsonObject, Place>();
  const visit = (value: unknown, at: number, place: Place): void => {
    const step = route[at];
    if (step === undefined) {
      if (isObject(value)) places.set(value, place);
    } else if (step === '@') {
      if (Array.isArray(value)) for (const [index, each] of value.entries()) visit(each, at + 1, [...place, index]);
    } else if (isObject(value)) visit(own(value, step), at + 1, [...place, step]);
  };
  visit(root, 0, []);
  return places;
}

/** The part of a route that is a place: up to its first list. */
export function placeBeforeLists(route: Route): Place {
  const list = route.indexOf('@');
  return list === -1 ? route : route.slice(0, list);
}
