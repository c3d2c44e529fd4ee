import type { GraphAnswer } from '../client/answer.ts';

const atOnce = 32;

/** Words no schema has, mixed with those of the list: a word counts as recovered only where errors tell it from them. */
const decoys = (many: number): string[] => Array.from({ length: many }, (_, at) => `zq${at.toString(36)}vword`);

const suggested = (message: string): string[] => {
  const hint = /Did you mean (.*)\?/.exec(message)?.[1] ?? '';
  return [...hint.matchAll(/["'](?:[\w ]+ on )?(\w+)["']/g)].map(([, word]) => word!);
};

/**
 * What clairvoyance does: asks for many words in one selection; those that no error names as unknown, and those that an error names in another way or
 * suggests, are fields. Errors that treat a word of the graph and a decoy alike tell nothing.
 */
export async function recoverFields(
  words: readonly string[],
  ask: (query: string) => Promise<GraphAnswer>,
): Promise<string[]> {
  const fields = words.filter((word) => /^[a-z]/.test(word));
  const recovered = new Set<string>();
  for (let at = 0; at < fields.length; at += atOnce) {
    const chosen = fields.slice(at, at + atOnce);
    const false_ = decoys(chosen.length);
    const mixed = chosen.flatMap((word, index) => [word, false_[index]!]);
    const answers = [await ask(`{ ${mixed.join(' ')} }`)];
    for (const word of chosen.slice(0, 8)) answers.push(await ask(`{ ${word}(${false_[0]}: 1) { ${false_[1]} } }`));
    const messages = answers.flatMap(({ errors = [] }) => errors.map(({ message }) => message));
    for (const message of messages) for (const word of suggested(message)) recovered.add(word);
    const named = (word: string) => messages.filter((message) => new RegExp(`["'\`.]${word}["'\`.]`).test(message));
    const unknown = (word: string) => named(word).some((message) => /Cannot query field|unknown/i.test(message));
    const tellsUnknown = false_.some(unknown);
    for (const word of chosen) {
      const otherwise = named(word).some((message) => !/Cannot query field/.test(message));
      if (otherwise || (tellsUnknown && !unknown(word))) recovered.add(word);
    }
  }
  return [...recovered].filter((word) => words.includes(word));
}
