import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Answer, type Case, counted, passes, wanted } from './case.ts';
import { startCheckout } from './checkout.ts';
import { startTarget, type TargetName } from './target.ts';

/**
 * `npm run audit:federation -- DIR`: runs every suite of a checkout of the federation gateway audit against our gateway and against Apollo Server + Gateway.
 * Fails where ours fails a case that stock passes. The last line counts our cases, or those of the one `--target`.
 */
const { values: args, positionals } = parseArgs({
  allowPositionals: true,
  options: { target: { type: 'string' }, only: { type: 'string' }, verbose: { type: 'boolean', default: false } },
});
const [folder] = positionals;
if (!folder) throw new Error('expected the folder of a checkout: npm run audit:federation -- DIR');
if (args.target && !['stock', 'lz'].includes(args.target))
  throw new Error(`--target: expected stock or lz, came ${args.target}`);
const targets: readonly TargetName[] = args.target ? [args.target as TargetName] : ['stock', 'lz'];

await using opened = new AsyncDisposableStack();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void opened.disposeAsync().finally(() => process.exit(1)));
const scratch = await mkdtemp(join(tmpdir(), 'lzstock-audit-'));
opened.defer(() => rm(scratch, { recursive: true, force: true }));
const checkout = opened.use(await startCheckout(resolve(process.env.INIT_CWD ?? '.', folder)));

interface Asked {
  readonly asked: Case;
  readonly answer: Answer;
  readonly passed: boolean;
}

/** Puts a suite's cases to one gateway. They are read anew for each, because mutations write what must be written once only. */
async function run(name: TargetName, suite: string, supergraph: string): Promise<Asked[]> {
  await using target = await startTarget(name, supergraph, join(scratch, `${name}.log`));
  const all: Asked[] = [];
  for (const asked of await checkout.cases(suite)) {
    const answer = await target.ask(asked.query);
    all.push({ asked, answer, passed: passes(asked, answer) });
  }
  return all;
}

function tell(suite: string, index: number, results: readonly Asked[]): void {
  const { asked } = results.at(-1)!;
  console.log(`\n  ${suite} ${index}: ${asked.query.trim().replaceAll(/\s+/g, ' ')}`);
  console.log(`    expected ${JSON.stringify(wanted(asked))}`);
  for (const [at, { answer }] of results.entries())
    console.log(
      `    ${targets[at]!.padEnd(8)} ${JSON.stringify(counted(answer))} ${JSON.stringify(answer.errors ?? '')}`,
    );
}

const total = { passed: 0, failed: 0, worse: 0 };
console.log(`| suite | cases | ${targets.join(' | ')} |`);
console.log(`| --- | ---: |${' --- |'.repeat(targets.length)}`);
const only = args.only?.split(',');
for (const suite of (await checkout.suites()).filter((id) => only?.includes(id) ?? true)) {
  const supergraph = join(scratch, 'supergraph.graphql');
  await writeFile(supergraph, await checkout.supergraph(suite));
  const ran: Asked[][] = [];
  for (const name of targets) ran.push(await run(name, suite, supergraph));
  const marks = ran.map((all) => all.map(({ passed }) => (passed ? '.' : 'X')).join(''));
  console.log(`| ${suite} | ${ran[0]!.length} | ${marks.join(' | ')} |`);
  for (const [index, { passed }] of ran.at(-1)!.entries()) {
    total[passed ? 'passed' : 'failed']++;
    const results = ran.map((all) => all[index]!);
    const worse = !passed && results.some((one) => one.passed);
    if (worse) total.worse++;
    if (worse || (args.verbose && !passed)) tell(suite, index, results);
  }
}
if (targets.length > 1) console.log(`\n${total.worse} of the cases that stock passes fail with ours`);
console.log(`audit: ${total.passed} passed, ${total.failed} failed`);
if (total.worse > 0 || total.passed === 0) process.exitCode = 1;
