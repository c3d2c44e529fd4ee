/** Everything a target said during one attack, up to a bound that no attack needs. */
export interface Heard {
  hear(text: string): void;
  readonly texts: readonly string[];
}

const mostCharacters = 4_000_000;

export function createHeard(): Heard {
  const texts: string[] = [];
  let characters = 0;
  return {
    texts,
    hear(text) {
      if (characters > mostCharacters) return;
      characters += text.length;
      texts.push(text);
    },
  };
}
