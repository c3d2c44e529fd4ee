import { readFile } from 'node:fs/promises';
import type { Service } from '../services/service.ts';
import { collect } from './inspector.ts';
import { type Sample, slopePerHour } from './slope.ts';

/** A service, and the port its inspector listens on. */
export interface Watched {
  readonly service: Service;
  readonly inspector: number;
}

/** Memory of services over time. */
export interface MemoryWatch extends Disposable {
  /**
   * One line for each service, of the process that runs now. The slope is of what a full collection leaves, without the first quarter; a process that is younger
   * than five minutes still grows into its size, and `resident` is never given back by the collector at once.
   */
  lines(): string[];
}

interface Life {
  readonly pid: number;
  readonly resident: Sample[];
  readonly kept: Sample[];
}

const residentEveryMs = 2_000;
const collectEveryMs = 30_000;
const youngMs = 300_000;

/** Resident memory of a process in MB; null where it is gone. Linux only. */
async function residentMb(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kb = status.match(/^VmRSS:\s+(\d+)/m)?.[1];
  return kb ? Number(kb) / 1_024 : null;
}

export function watchMemory(watched: readonly Watched[]): MemoryWatch {
  const lives = new Map<Service, Life>();

  function of(service: Service): Life {
    const known = lives.get(service);
    if (known?.pid === service.pid) return known;
    const life = { pid: service.pid, resident: [], kept: [] };
    lives.set(service, life);
    return life;
  }

  const timers = [
    setInterval(async () => {
      for (const { service } of watched) {
        const { pid, resident } = of(service);
        const value = await residentMb(pid);
        if (value !== null) resident.push({ at: performance.now(), value });
      }
    }, residentEveryMs),
    setInterval(async () => {
      for (const { service, inspector } of watched) {
        const { kept, pid } = of(service);
        const left = await collect(inspector);
        if (left && service.pid === pid) kept.push({ at: performance.now(), value: left.heapMb + left.besideMb });
      }
    }, collectEveryMs),
  ];
  return {
    lines: () => [...lives].map(([{ name }, life]) => lineOf(name, life)),
    [Symbol.dispose]: () => {
      for (const timer of timers) clearInterval(timer);
    },
  };
}

function lineOf(name: string, { resident, kept }: Life): string {
  const livedMs = (resident.at(-1)?.at ?? 0) - (resident[0]?.at ?? 0);
  const grown = kept.filter(({ at }) => at - (resident[0]?.at ?? 0) >= livedMs / 4);
  const slope = slopePerHour(grown);
  const most = Math.max(...resident.map(({ value }) => value));
  const mb = (sample: Sample | undefined) => (sample ? `${sample.value.toFixed(1)} MB` : 'unknown');
  const minutes = `${(livedMs / 60_000).toFixed(1)} min${livedMs < youngMs ? ', young' : ''}`;
  return `${name.padEnd(11)} kept after a full collection ${mb(grown[0])} → ${mb(grown.at(-1))}, ${slope >= 0 ? '+' : ''}${slope.toFixed(1)} MB/h; resident ${mb(resident.at(-1))} now, ${most.toFixed(0)} MB at most (${minutes})`;
}
