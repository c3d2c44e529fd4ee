import { readFile } from 'node:fs/promises';

/** One line of what a service logged. */
export interface Line {
  readonly time: number;
  /** The service. */
  readonly name: string;
  readonly msg: string;
  readonly connection?: string;
  readonly subgraph?: string;
  readonly err?: { readonly message: string };
}

/** What was logged at or after `time`; lines that are none of a log are left out. */
export async function linesSince(path: string, time: number): Promise<Line[]> {
  const lines: Line[] = [];
  for (const text of (await readFile(path, 'utf8')).split('\n')) {
    if (!text.startsWith('{')) continue;
    try {
      const line = JSON.parse(text) as Line;
      if (line.time >= time) lines.push(line);
    } catch {}
  }
  return lines;
}

/** The same said often is said once, with how often. */
export function summary(lines: readonly Line[]): string[] {
  const counts = new Map<string, number>();
  for (const { name, msg, subgraph, err } of lines) {
    const said = [name, msg, subgraph, err?.message.split('\n')[0]].filter(Boolean).join(' · ');
    counts.set(said, (counts.get(said) ?? 0) + 1);
  }
  return [...counts].map(([said, count]) => `${count} × ${said}`);
}
