import { InstrumentIndex, type Searchable } from '@lzstock/companies/search/instrument-index';
import { composeSnapshot, readSnapshotTexts } from '@lzstock/companies/universe/snapshot';
import { linearSearch, prepare } from './search/linear.ts';
import { queryClasses } from './search/queries.ts';
import { createRandom } from './search/random.ts';

const budgetMicros = 1_000;
const perClass = 2_000;
const perClassLinear = 60;
const first = 10;

const quantile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;

/**
 * Times of single calls in microseconds, in ascending order. Of each call the best of `rounds`: what else runs on the machine is not what is measured.
 */
function timed(texts: readonly string[], rounds: number, search: (text: string) => unknown): Float64Array {
  const times = new Float64Array(texts.length).fill(Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, text] of texts.entries()) {
      const from = performance.now();
      search(text);
      times[at] = Math.min(times[at]!, (performance.now() - from) * 1_000);
    }
  }
  return times.sort();
}

function build(all: readonly Searchable[]): { index: InstrumentIndex; buildMs: number; heapMb: number } {
  globalThis.gc?.();
  const before = process.memoryUsage();
  const from = performance.now();
  const index = new InstrumentIndex();
  for (const each of all) index.put(each);
  const buildMs = performance.now() - from;
  globalThis.gc?.();
  const after = process.memoryUsage();
  const bytes = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  return { index, buildMs, heapMb: bytes / 2 ** 20 };
}

const random = createRandom(Number(process.env.SEED ?? 1));
const universe = composeSnapshot(readSnapshotTexts()).instruments.map((each, id) => ({ ...each, id }));
const shuffled = random.shuffle(universe);
build(shuffled);
const { index, buildMs, heapMb } = build(shuffled);
console.log(
  `${index.size.toLocaleString('en-US')} instruments, built in ${buildMs.toFixed(0)} ms, ${heapMb.toFixed(1)} MB\n`,
);

const linear = prepare(universe);
const rows: Record<string, Record<string, string>> = {};
let slowest = 0;
for (const [name, texts] of Object.entries(queryClasses(universe, random, perClass))) {
  const tree = timed(texts, 4, (text) => index.search(text, first));
  const scan = timed(texts.slice(0, perClassLinear), 2, (text) => linearSearch(linear, text, first));
  const p99 = quantile(tree, 0.99);
  slowest = Math.max(slowest, p99);
  rows[name] = {
    example: texts[0]!,
    'p50 µs': quantile(tree, 0.5).toFixed(1),
    'p99 µs': p99.toFixed(1),
    'max µs': tree.at(-1)!.toFixed(1),
    'scan p50 µs': quantile(scan, 0.5).toFixed(0),
    'scan p99 µs': quantile(scan, 0.99).toFixed(0),
    'scan/tree p50': (quantile(scan, 0.5) / quantile(tree, 0.5)).toFixed(0),
  };
}
console.table(rows);
console.log(`slowest p99 ${slowest.toFixed(0)} µs, budget ${budgetMicros} µs`);
if (slowest >= budgetMicros) process.exitCode = 1;
