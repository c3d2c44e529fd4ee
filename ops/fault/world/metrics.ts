/** Figures of a service by name, labels included, as its `/metrics` tells them. */
export async function scrape(origin: string): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(new URL('/metrics', origin), { signal: AbortSignal.timeout(5_000) });
  if (!response.ok) throw new Error(`${origin}/metrics answered ${response.status}`);
  return readMetrics(await response.text());
}

export function readMetrics(text: string): ReadonlyMap<string, number> {
  const figures = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) continue;
    const at = line.lastIndexOf(' ');
    if (at > 0) figures.set(line.slice(0, at), Number(line.slice(at + 1)));
  }
  return figures;
}
