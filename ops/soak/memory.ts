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
  /**
   * One line for each service: of the process that runs now, without its first quarter. The slope is that of the least of every ten seconds, since what
   * the collector has not taken yet comes and goes; a process that is younger than five minutes still grows into its size.
   */
  lines(): string[];
}

const everyMs = 2_000;
const floorMs = 10_000;
const youngMs = 300_000;

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
        const [first, last] = [list[0]!, list.at(-1)!];
        const livedMs = last.at - first.at;
        const slope = slopePerHour(floors(list.filter(({ at }) => at - first.at >= livedMs / 4)));
        const most = Math.max(...list.map(({ value }) => value));
        const minutes = `${(livedMs / 60_000).toFixed(1)} min${livedMs < youngMs ? ', young' : ''}`;
        return `${name.padEnd(11)} ${last.value.toFixed(0)} MB now, ${most.toFixed(0)} MB at most, ${slope >= 0 ? '+' : ''}${slope.toFixed(0)} MB/h (${minutes})`;
      });
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** The least of every ten seconds. */
function floors(samples: readonly Sample[]): Sample[] {
  const least = new Map<number, Sample>();
  for (const sample of samples) {
    const window = Math.floor(sample.at / floorMs);
    const known = least.get(window);
    if (!known || sample.value < known.value) least.set(window, sample);
  }
  return [...least.values()];
}
