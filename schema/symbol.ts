const canonical = /^[A-Z0-9]{1,10}(\.[A-Z0-9]{1,4})?$/;

/** The canonical form of a ticker (`brk-b` → `BRK.B`), or null where `text` is none. */
export function canonicalSymbol(text: string): string | null {
  const symbol = text.trim().toUpperCase().replace('-', '.');
  return canonical.test(symbol) ? symbol : null;
}
