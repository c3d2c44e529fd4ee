export interface Piece {
  readonly text: string;
  readonly matched: boolean;
}

/** Splits `text` at the beginnings of words that begin with one of the words of `query`. */
export function matchedPieces(text: string, query: string): readonly Piece[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const pieces: Piece[] = [];
  for (const part of text.split(/(?<=[^\p{L}\p{N}])(?=[\p{L}\p{N}])/u)) {
    const hit = words.filter((word) => part.toLowerCase().startsWith(word)).sort((a, b) => b.length - a.length)[0];
    if (hit) pieces.push({ text: part.slice(0, hit.length), matched: true });
    const rest = hit ? part.slice(hit.length) : part;
    if (rest) pieces.push({ text: rest, matched: false });
  }
  return pieces;
}
