/** What is remembered by texts of strangers: the texts used last, so many of them and together so many characters at most. */
export interface NewestTexts<T> {
  get(text: string): T | undefined;
  set(text: string, value: T): void;
  /** All of it, what was used last at the end. */
  entries(): IteratorObject<readonly [string, T]>;
}

export function createNewestTexts<T>(most: { readonly texts: number; readonly characters: number }): NewestTexts<T> {
  const known = new Map<string, T>();
  let characters = 0;
  let newest: string | null = null;
  return {
    get(text) {
      const value = known.get(text);
      if (value === undefined || text === newest) return value;
      known.delete(text);
      known.set(text, value);
      newest = text;
      return value;
    },
    entries: () => known.entries(),
    set(text, value) {
      if (known.delete(text)) characters -= text.length;
      known.set(text, value);
      newest = text;
      characters += text.length;
      for (const oldest of known.keys()) {
        if (known.size <= most.texts && characters <= most.characters) return;
        known.delete(oldest);
        characters -= oldest.length;
      }
    },
  };
}
