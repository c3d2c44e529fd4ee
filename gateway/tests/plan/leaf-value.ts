import { type GraphQLLeafType, isEnumType } from 'graphql';
import { hash, pick } from './hash.ts';

/** A value of a leaf type, always the same for the same place. With `n` it tells that number. */
export function leafValue(type: GraphQLLeafType, place: string, n?: number): unknown {
  if (isEnumType(type)) return pick(place, type.getValues()).value;
  switch (type.name) {
    case 'Int':
      return n ?? (hash(place) % 2_000) - 1_000;
    case 'Float':
      return (hash(place) % 10_000) / 8;
    case 'Boolean':
      return hash(place) % 2 === 0;
    case 'Json':
      return pick<unknown>(place, [{ deep: { list: [1, { x: null }] } }, [1, 'two'], 'text', 3, true]);
    default:
      return n === undefined ? `${place.length}-${hash(place).toString(36)}` : `${place}-${n}`;
  }
}
