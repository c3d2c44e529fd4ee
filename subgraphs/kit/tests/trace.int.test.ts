import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const from = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);

/** Logs one line within a span and one beside it. */
const script = `
  import { createLog } from ${from('../src/log.ts')};
  import { inSpan, traceparentHere } from ${from('../trace/span.ts')};
  import { startTracing } from ${from('../trace/tracing.ts')};
  const log = createLog({ name: 'test' });
  await using tracing = await startTracing('test', process.env);
  log.error('beside');
  await inSpan('operation', { kind: 'server', parent: 'none' }, async () => {
    log.error({ traceparent: traceparentHere() ?? null }, 'within');
  });
`;

async function linesOf(env: NodeJS.ProcessEnv): Promise<Record<string, unknown>[]> {
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: process.env.PATH, ...env },
    timeout: 60_000,
  });
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('names the trace in the lines that are logged within one, in no others', async () => {
  const [beside, within] = await linesOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
  expect(beside).not.toHaveProperty('trace_id');
  expect(within?.trace_id).toMatch(/^[0-9a-f]{32}$/);
  expect(within?.traceparent).toMatch(new RegExp(`^00-${within?.trace_id}-[0-9a-f]{16}-01$`));
});

it('makes no span in a process that names no collector', async () => {
  const [, within] = await linesOf({});
  expect(within).toMatchObject({ msg: 'within', traceparent: null });
  expect(within).not.toHaveProperty('trace_id');
});
