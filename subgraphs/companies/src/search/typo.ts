/** Words shorter than this are taken as typed. */
export const shortestMistyped = 4;

/**
 * Whether `typed` differs from `word` by one letter too many, missing or wrong, or by two neighbours in the wrong order. With `start`, whether it so
 * differs from some beginning of `word`.
 */
export function oneTypoApart(typed: string, word: string, start = false): boolean {
  let at = 0;
  while (at < typed.length && at < word.length && typed[at] === word[at]) at += 1;
  const fits = (typedFrom: number, wordFrom: number): boolean =>
    start ? word.startsWith(typed.slice(typedFrom), wordFrom) : typed.slice(typedFrom) === word.slice(wordFrom);
  const more = at < typed.length;
  const fewer = at < word.length;
  if (more && fits(at + 1, at)) return true;
  if (fewer && fits(at, at + 1)) return true;
  if (!more || !fewer) return false;
  if (fits(at + 1, at + 1)) return true;
  return typed[at] === word[at + 1] && typed[at + 1] === word[at] && at + 1 < typed.length && fits(at + 2, at + 2);
}
