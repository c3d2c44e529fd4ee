import { readFile } from 'node:fs/promises';
import type { Service } from '../services/service.ts';
import { type Sample, slopePerHour } from './slope.ts';

/** Resident memory of a process in MB; null where it is gone. Linux only. */
async function residentMb(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kb = status.match(/^VmRSS:\s+(\d+)/m)?.[1];
  return kb ? Number(kb) / 1_024 : null;
}

/** Resident memory of services over time. */
export interface MemoryWatch extends Disposable {
  /** One line for each service: of the process that runs now, without its first minute or quarter, whichever is less. */
  lines(): string[];
}

const everyMs = 2_000;
const warmUpMs = 60_000;

export function watchMemory(services: readonly Service[]): MemoryWatch {
  const samples = new Map<Service, { pid: number; list: Sample[] }>();
  const timer = setInterval(async () => {
    for (const service of services) {
      const { pid } = service;
      const value = await residentMb(pid);
      if (value === null) continue;
      const own = samples.get(service);
      if (own?.pid === pid) own.list.push({ at: performance.now(), value });
      else samples.set(service, { pid, list: [{ at: performance.now(), value }] });
    }
  }, everyMs);
  return {
    lines() {
      return [...samples].map(([{ name }, { list }]) => {
        const lived = list.at(-1)!.at - list[0]!.at;
        const settled = list.filter(({ at }) => at - list[0]!.at >= Math.min(warmUpMs, lived / 4));
        const slope = slopePerHour(settled);
        const most = Math.max(...list.map(({ value }) => value));
        const minutes = (lived / 60_000).toFixed(1);
        return `${name.padEnd(11)} ${list.at(-1)!.value.toFixed(0)} MB now, ${most.toFixed(0)} MB at most, ${slope >= 0 ? '+' : ''}${slope.toFixed(0)} MB/h over the ${minutes} min of this process`;
      });
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
