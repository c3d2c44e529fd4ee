/** Number of channels that carry ticks; a symbol always travels on the same one. */
export const tickShards = 32;

/** Channel that carries the quotes of `symbol`. */
export function tickChannel(symbol: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < symbol.length; i++) hash = Math.imul(hash ^ symbol.charCodeAt(i), 0x01000193);
  return `ticks:${(hash >>> 0) % tickShards}`;
}

/** Name of the newest-wins map that holds the newest quote of every symbol. */
export const quotesMap = 'market:quotes';
