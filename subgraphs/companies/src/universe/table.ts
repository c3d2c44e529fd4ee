/** Rows of a tab-separated text whose first line names the columns. Throws where a row has more columns than that. */
export function parseTable<C extends string>(text: string, columns: readonly C[]): Record<C, string>[] {
  const [head, ...lines] = text.replaceAll('\r', '').trimEnd().split('\n');
  const named = head?.split('\t') ?? [];
  for (const column of columns) {
    if (!named.includes(column)) throw new Error(`expected a column "${column}", came ${named.join(', ')}`);
  }
  return lines.map((line, index) => {
    const cells = line.split('\t');
    if (cells.length > named.length) {
      throw new Error(`line ${index + 2}: expected ${named.length} columns, came ${cells.length}`);
    }
    return Object.fromEntries(named.map((column, at) => [column, cells[at] ?? ''])) as Record<C, string>;
  });
}
