import { oneTypoApart, shortestMistyped } from './typo.ts';

/** How exact the one mistyped word of a text must be: a whole word, or a beginning of one. */
export type Mistyped = 'none' | 'word' | 'start';

/** Whether each of `edges` can have a place of its own among `places`; `edges[i][j]` tells whether i may take j. */
function allPlaced(edges: readonly (readonly boolean[])[], places: number): boolean {
  const holder = new Array<number>(places).fill(-1);
  const place = (edge: number, tried: Set<number>): boolean => {
    for (let at = 0; at < places; at += 1) {
      if (!edges[edge]![at] || tried.has(at)) continue;
      tried.add(at);
      if (holder[at]! < 0 || place(holder[at]!, tried)) {
        holder[at] = edge;
        return true;
      }
    }
    return false;
  };
  return edges.every((_, edge) => place(edge, new Set()));
}

/** How many typed words have no word at all, up to one more than `most`; cheap, and enough to refuse nearly everything. */
function missing(typed: readonly string[], words: readonly string[], named: number, most: number): number {
  let count = 0;
  for (const text of typed) {
    let found = false;
    for (let at = 0; at < words.length && !found; at += 1) {
      found = at < named ? words[at]!.startsWith(text) : words[at] === text;
    }
    if (!found) count += 1;
    if (count > most) break;
  }
  return count;
}

/**
 * Whether every typed word has a word of its own among `words`: it begins one of the first `named`, or it is one of the others. One typed word, not a
 * short one, may begin or be one of the named with a typing error, as `mistyped` says.
 */
export function wordsMatch(
  typed: readonly string[],
  words: readonly string[],
  named: number,
  mistyped: Mistyped,
): boolean {
  const mostMissing = mistyped === 'none' ? 0 : 1;
  const lacking = missing(typed, words, named, mostMissing);
  if (typed.length > words.length || lacking > mostMissing) return false;
  const begins = typed.map((text) => words.map((word, at) => (at < named ? word.startsWith(text) : word === text)));
  if (mistyped === 'none') return allPlaced(begins, words.length);
  return typed.some((text, index) => {
    if (text.length < shortestMistyped) return false;
    if (lacking === 1 && begins[index]!.includes(true)) return false;
    const row = words.map((word, at) => at < named && oneTypoApart(text, word, mistyped === 'start'));
    return row.includes(true) && allPlaced(begins.with(index, row), words.length);
  });
}
