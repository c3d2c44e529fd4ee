const letters: Record<string, string> = { ß: 'ss', ø: 'o', æ: 'ae', œ: 'oe', ł: 'l', đ: 'd', ð: 'd', þ: 'th' };

/** Lower case without diacritics and apostrophes. */
const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\p{M}'’`]/gu, '')
    .toLowerCase()
    .replace(/[ßøæœłđðþ]/g, (letter) => letters[letter] ?? letter);

const parts = (token: string): string[] => token.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '');

/** What a person may type to mean `name`: its words, and a word written with signs inside also as one: `AT&T` → at, t, att. */
export function nameWords(name: string): string[] {
  const words = new Set<string>();
  for (const token of fold(name).split(/\s+/)) {
    const found = parts(token);
    for (const part of found) words.add(part);
    if (found.length > 1) words.add(found.join(''));
  }
  return [...words];
}

/** The words of what was typed, in order. */
export const typedWords = (text: string): string[] => parts(fold(text));

/** Letters and digits alone: `BRK.B`, `brk-b` and `brk b` are all `brkb`. */
export const compact = (text: string): string => typedWords(text).join('');

/** The parts of a symbol that has a class: `BRK.B` → brk, b. */
export function symbolParts(symbol: string): string[] {
  const found = typedWords(symbol);
  return found.length > 1 ? found : [];
}
