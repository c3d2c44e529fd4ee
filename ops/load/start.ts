import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@lzstock/kit/local/free-port';
import { cpuSeconds, memoryOf, processTree } from './process-tree.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const settleMs = 30_000;
const deadlineMs = 120_000;

const query = '{ instruments(symbols: ["NVDA"]) { name quote { last } } }';

async function answers(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(2_000),
  }).catch(() => null);
  const body = (await response?.json()) as
    | { data?: { instruments: ({ quote: { last: string | null } | null } | null)[] } }
    | undefined;
  return Boolean(body?.data?.instruments[0]?.quote?.last);
}

/** Milliseconds from spawning `npm start` to the first query that both subgraphs answered, then CPU and memory after it settled. */
async function measure(dataDir: string) {
  const port = await freePort();
  const began = performance.now();
  const child = spawn('npm', ['start', '--silent'], {
    cwd: repository,
    env: { ...process.env, NODE_OPTIONS: '', PORT: String(port), DATA_DIR: dataDir },
    stdio: 'ignore',
    detached: true,
  });
  const pid = child.pid as number;
  try {
    while (!(await answers(port))) {
      if (performance.now() - began > deadlineMs || child.exitCode !== null)
        throw new Error('the product did not answer');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const firstAnswerMs = performance.now() - began;
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    const tree = await processTree(pid);
    const cpu = async () =>
      (await Promise.all(tree.map((each) => cpuSeconds(each).catch(() => 0)))).reduce((a, b) => a + b, 0);
    const before = await cpu();
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    const idleCpuPercent = (((await cpu()) - before) / 10) * 100;
    return { firstAnswerMs, memory: await memoryOf(tree), idleCpuPercent };
  } finally {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    process.kill(-pid, 'SIGINT');
    await ended;
  }
}

const dataDir = await mkdtemp(join(tmpdir(), 'lzstock-bench-'));
try {
  console.log(
    `machine: ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`,
  );
  for (const which of ['first start (empty data)', 'second start (kept data)']) {
    const { firstAnswerMs, memory, idleCpuPercent } = await measure(dataDir);
    const total = memory.reduce((sum, { pssMb }) => sum + pssMb, 0);
    console.log(`\n${which}`);
    console.log(
      `  first answer of two subgraphs  ${(firstAnswerMs / 1_000).toFixed(1)} s (goal ≤ 15 s: ${(firstAnswerMs / 15_000).toFixed(2)} of it)`,
    );
    console.log(
      `  memory, PSS of ${memory.length} processes    ${total.toFixed(0)} MB (goal ≤ 700 MB: ${(total / 700).toFixed(2)} of it)`,
    );
    for (const { command, pssMb } of memory.slice(0, 6))
      console.log(`    ${pssMb.toFixed(0).padStart(5)} MB  ${command.slice(0, 70)}`);
    console.log(`  CPU with nobody watching       ${idleCpuPercent.toFixed(1)} % of one core`);
  }
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
