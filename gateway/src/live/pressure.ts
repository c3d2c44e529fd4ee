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
  let heap = 0;
  const collections = new PerformanceObserver((list) => {
    const full = list
      .getEntries()
      .some((entry) => (entry as { detail?: { kind?: number } }).detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR);
    if (!full) return;
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    heap = used / limit;
  });
  collections.observe({ entryTypes: ['gc'] });
  const container = process.constrainedMemory();
  return {
    share: () => Math.max(heap, container > 0 ? process.memoryUsage.rss() / container : 0),
    [Symbol.dispose]: () => collections.disconnect(),
  };
}
