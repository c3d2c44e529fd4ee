import {
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';
import type { Remainder, Withheld } from './withhold.ts';

export type Path = readonly (string | number)[];

/** An answer with null where something was withheld. */
export interface Filled {
  readonly data: Record<string, unknown> | null;
  /** Where that was: the first of places that differ in nothing but their positions in lists. */
  readonly places: readonly Path[];
}

/** What is withheld of the objects at one place of an answer, and of those below it. */
interface Place {
  readonly markers: Map<string, Withheld>;
  readonly below: Map<string, { readonly type: GraphQLOutputType; readonly place: Place }>;
}

const none = Symbol('null that reaches the parent');

/** Prepares to put in what was withheld of an operation; the answer is not changed, another is made. */
export function createFill(
  remainder: Remainder,
  schema: GraphQLSchema,
): (data: Record<string, unknown> | null) => Filled {
  const top = compile(remainder, schema);
  return (data) => {
    const places = new Map<string, Path>();
    const filled = data && complete(data, null, top, [], places);
    return { data: filled === none ? null : (filled as Record<string, unknown> | null), places: [...places.values()] };
  };
}

function compile({ operation, fragments, withheld }: Remainder, schema: GraphQLSchema): Place {
  const top: Place = { markers: new Map(), below: new Map() };
  const into = (place: Place, type: GraphQLNamedType, { selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const key = (node.alias ?? node.name).value;
        const absent = withheld.get(key);
        if (absent) place.markers.set(key, absent);
        const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
        if (!node.selectionSet || !field) continue;
        const known = place.below.get(key) ?? { type: field.type, place: { markers: new Map(), below: new Map() } };
        place.below.set(key, known);
        into(known.place, getNamedType(field.type), node.selectionSet);
      } else {
        const part = node.kind === Kind.FRAGMENT_SPREAD ? fragments[node.name.value] : node;
        const narrowed = part?.typeCondition ? typeFromAST(schema, part.typeCondition) : type;
        if (part && narrowed) into(place, narrowed, part.selectionSet);
      }
    }
  };
  const root = schema.getRootType(operation.operation);
  if (root) into(top, root, operation.selectionSet);
  prune(top);
  return top;
}

/** Leaves out the branches below which nothing is withheld; tells whether there is anything left. */
function prune({ markers, below }: Place): boolean {
  for (const [key, { place }] of below) if (!prune(place)) below.delete(key);
  return markers.size > 0 || below.size > 0;
}

function complete(
  value: unknown,
  type: GraphQLOutputType | null,
  place: Place,
  path: Path,
  places: Map<string, Path>,
): unknown {
  if (isNonNullType(type)) return complete(value, type.ofType, place, path, places) ?? none;
  if (value === null || value === undefined) return null;
  const made = Array.isArray(value)
    ? value.map((each, at) =>
        complete(each, isListType(type) ? (type.ofType as GraphQLOutputType) : null, place, [...path, at], places),
      )
    : fill(value as Record<string, unknown>, place, path, places);
  if (Array.isArray(made)) return made.includes(none) ? null : made;
  return made === none ? null : made;
}

function fill(
  object: Record<string, unknown>,
  { markers, below }: Place,
  path: Path,
  places: Map<string, Path>,
): Record<string, unknown> | typeof none {
  const filled: Record<string, unknown> = {};
  let whole = true;
  for (const [key, value] of Object.entries(object)) {
    const absent = markers.get(key);
    if (absent && !Object.hasOwn(object, absent.key)) {
      const at = [...path, absent.key];
      const kind = at.filter((step) => typeof step === 'string').join('.');
      if (!places.has(kind)) places.set(kind, at);
      if (absent.nonNull) whole = false;
      else filled[absent.key] = null;
    } else if (!absent) {
      const next = below.get(key);
      filled[key] = next ? complete(value, next.type, next.place, [...path, key], places) : value;
      if (filled[key] === none) whole = false;
    }
  }
  return whole ? filled : none;
}
