import { nameWords, typedWords } from '@lzstock/companies/search/fold';
import type { Random } from './random.ts';

interface Named {
  readonly symbol: string;
  readonly name: string | null;
}

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** One typing error: a letter too many, missing or wrong, or two neighbours swapped. */
function mistype(word: string, random: Random): string {
  const at = random.below(word.length - 1);
  const [left, right] = [word.slice(0, at), word.slice(at)];
  const letter = random.pick([...letters]);
  return random.pick([
    left + letter + right,
    left + right.slice(1),
    left + letter + right.slice(1),
    left + right[1] + right[0] + right.slice(2),
  ]);
}

/** What people type, by class; `count` texts of each, the same for the same seed. */
export function queryClasses(all: readonly Named[], random: Random, count: number): Record<string, string[]> {
  const names = all.flatMap(({ name }) => (name ? [typedWords(name)] : []));
  const words = names.flat().filter((word) => word.length >= 4);
  const several = names.filter((name) => name.length >= 3 && name.some((word) => word.length >= 5));
  const distinct = [...new Set(all.flatMap(({ name }) => nameWords(name ?? '')))];
  const make = (text: () => string): string[] => Array.from({ length: count }, text);
  const start = (word: string, length: number): string => word.slice(0, length);
  return {
    'one letter': make(() => random.pick([...letters])),
    'ticker start, 2-3 letters': make(() => start(random.pick(all).symbol, 2 + random.below(2))),
    'whole ticker': make(() => random.pick(all).symbol),
    'name word start, 3-5 letters': make(() => start(random.pick(words), 3 + random.below(3))),
    'whole name word': make(() => random.pick(distinct)),
    'several words': make(() => {
      const [one, two, three] = random.pick(several);
      return `${one} ${two} ${start(three!, 2)}`;
    }),
    'two single letters': make(() => `${random.pick([...letters])} ${random.pick([...letters])}`),
    'mistyped word': make(() => mistype(random.pick(words), random)),
    'mistyped among several': make(() => {
      const name = random.pick(several);
      const at = name.findIndex((word) => word.length >= 5);
      return name
        .slice(0, 3)
        .map((word, index) => (index === at ? mistype(word, random) : word))
        .join(' ');
    }),
    'nothing like it': make(() => `${mistype('qxzvw', random)}${random.pick([...letters])}`),
  };
}
