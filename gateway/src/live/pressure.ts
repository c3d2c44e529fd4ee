import { constants, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

/** How full this process's memory is. */
export interface Pressure extends Disposable {
  /** Share of its limit, 0 to 1: of the heap or, in a container, of resident memory, whichever is fuller. */
  share(): number;
}

/**
 * Watches memory. Of the heap counts what the last full collection left, since what lies there between two of them is mostly garbage; nothing is known
 * before the first.
 */
export function watchPressure(): Pressure {
  const limit = oldLimit();
  let heap = 0;
  const collections = new PerformanceObserver((list) => {
    const full = list
      .getEntries()
      .some((entry) => (entry as { detail?: { kind?: number } }).detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR);
    if (!full) return;
    heap = getHeapStatistics().used_heap_size / limit;
  });
  collections.observe({ entryTypes: ['gc'] });
  const container = process.constrainedMemory();
  return {
    share: () => Math.max(heap, container > 0 ? process.memoryUsage.rss() / container : 0),
    [Symbol.dispose]: () => collections.disconnect(),
  };
}

const mb = 1_024 * 1_024;
/** Of V8's young generation at its largest; V8 counts it within the limit of the heap, where nothing that stays can lie. */
const youngBytes = 192 * mb;

/** Bytes that may stay in the heap before this process dies of them. */
function oldLimit(): number {
  const flags = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ');
  const named = flags.match(/--max[-_]old[-_]space[-_]size[= ](\d+)/)?.[1];
  const { heap_size_limit: all } = getHeapStatistics();
  return named ? Number(named) * mb : Math.max(all - youngBytes, all / 2);
}
