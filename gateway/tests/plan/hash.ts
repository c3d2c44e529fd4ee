/** A whole number that looks random and is always the same for the same text. */
export function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  sum ^= sum >>> 15;
  sum = Math.imul(sum, 0x2c1b3c6d);
  sum ^= sum >>> 12;
  return sum >>> 0;
}

/** Whether something of this chance happens to `text`. */
export const happens = (text: string, chance: number): boolean => hash(text) / 2 ** 32 < chance;

export const pick = <T>(text: string, from: readonly T[]): T => from[hash(text) % from.length]!;
