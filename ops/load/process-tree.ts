import { readdir, readFile } from 'node:fs/promises';

/** Ids of a process and everything below it. Linux only. */
export async function processTree(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => null);
    if (stat) parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const tree = [root];
  for (const pid of tree) {
    for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  }
  return tree;
}

export interface Memory {
  readonly pid: number;
  readonly command: string;
  /** Proportional set size in MB: shared pages count by their share. */
  readonly pssMb: number;
}

/** Memory of each process, the largest first; one that ended meanwhile is left out. */
export async function memoryOf(pids: readonly number[]): Promise<Memory[]> {
  const each = await Promise.all(
    pids.map(async (pid) => {
      const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
      const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ').trim();
      return { pid, command, pssMb: Number(rollup.match(/^Pss:\s+(\d+)/m)?.[1] ?? 0) / 1024 };
    }),
  );
  return each.filter(({ pssMb }) => pssMb > 0).sort((a, b) => b.pssMb - a.pssMb);
}

/** CPU seconds a process has used, user and system together. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
