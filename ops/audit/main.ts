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
const judged = targets.at(-1)!;

await using opened = new AsyncDisposableStack();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void opened.disposeAsync().finally(() => process.exit(1)));
const scratch = await mkdtemp(join(tmpdir(), 'lzstock-audit-'));
opened.defer(() => rm(scratch, { recursive: true, force: true }));
const checkout = opened.use(await startCheckout(resolve(process.env.INIT_CWD ?? '.', folder)));

async function answersOf(name: TargetName, supergraph: string, cases: readonly Case[]): Promise<Answer[]> {
  await using target = await startTarget(name, supergraph, join(scratch, `${name}.log`));
  const answers: Answer[] = [];
  for (const { query } of cases) answers.push(await target.ask(query));
  return answers;
}

function tell(suite: string, index: number, asked: Case, answers: Readonly<Partial<Record<TargetName, Answer>>>): void {
  console.log(`\n  ${suite} ${index}: ${asked.query.trim().replaceAll(/\s+/g, ' ')}`);
  console.log(`    expected ${JSON.stringify(wanted(asked))}`);
  for (const name of targets) {
    const answer = answers[name]!;
    console.log(`    ${name.padEnd(8)} ${JSON.stringify(counted(answer))} ${JSON.stringify(answer.errors ?? '')}`);
  }
}

const total = { passed: 0, failed: 0, worse: 0 };
console.log(`| suite | cases | ${targets.join(' | ')} |`);
console.log(`| --- | ---: |${' --- |'.repeat(targets.length)}`);
const only = args.only?.split(',');
for (const suite of (await checkout.suites()).filter((id) => only?.includes(id) ?? true)) {
  const supergraph = join(scratch, 'supergraph.graphql');
  await writeFile(supergraph, await checkout.supergraph(suite));
  const cases = await checkout.cases(suite);
  const answers = new Map<TargetName, Answer[]>();
  for (const name of targets) answers.set(name, await answersOf(name, supergraph, cases));
  const passed = (name: TargetName, index: number) => passes(cases[index]!, answers.get(name)![index]!);
  const marks = targets.map((name) => cases.map((_, index) => (passed(name, index) ? '.' : 'X')).join(''));
  console.log(`| ${suite} | ${cases.length} | ${marks.join(' | ')} |`);
  for (const [index, asked] of cases.entries()) {
    const good = passed(judged, index);
    total[good ? 'passed' : 'failed']++;
    const worse = !good && targets.some((name) => passed(name, index));
    if (worse) total.worse++;
    if (worse || (args.verbose && !good))
      tell(suite, index, asked, Object.fromEntries(targets.map((name) => [name, answers.get(name)![index]!])));
  }
}
if (targets.length > 1) console.log(`\n${total.worse} of the cases that stock passes fail with ours`);
console.log(`audit: ${total.passed} passed, ${total.failed} failed`);
if (total.worse > 0 || total.passed === 0) process.exitCode = 1;
