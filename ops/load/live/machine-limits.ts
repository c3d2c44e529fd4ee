import { readFileSync } from 'node:fs';

/** What this machine lets one process do. */
export interface MachineLimits {
  /** Files and sockets of a process. */
  readonly openFiles: number;
  /** Ports for connections from one source address. */
  readonly ports: number;
}

/** Kept free of a process's open files: its own files, pipes and the way to its parent. */
const spare = 500;

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** Linux; elsewhere what is usual there. */
export function machineLimits(): MachineLimits {
  const openFiles = Number(read('/proc/self/limits').match(/^Max open files\s+(\d+)/m)?.[1] ?? 10_000);
  const [from = 49_152, to = 65_535] = read('/proc/sys/net/ipv4/ip_local_port_range').match(/\d+/g)?.map(Number) ?? [];
  return { openFiles, ports: to - from + 1 };
}

/** As many connections as one process can hold, `wanted` at most. */
export const withinLimits = (wanted: number): number => Math.min(wanted, machineLimits().openFiles - spare);

export function limitsSentence(): string {
  const { openFiles, ports } = machineLimits();
  return `A process may open ${openFiles.toLocaleString('en')} files here and has ${ports.toLocaleString('en')} ports for each source address; clients take another address (127.0.0.2, .3 …) before they run out.`;
}
