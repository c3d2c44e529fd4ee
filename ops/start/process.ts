import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { issuerEnv, issuerOf } from '@lzstock/gateway/config';
import {
  ConfigError,
  logLevelVariable,
  portVariable,
  readConfig,
  switchVariable,
  wholeNumber,
} from '@lzstock/kit/config';
import { LocalServerError } from '@lzstock/kit/local/local-server-error';
import { createLog } from '@lzstock/kit/log';
import { startTracing } from '@lzstock/kit/trace/tracing';
import { z } from 'zod';
import { createContainment } from './contain.ts';
import { endAsked } from './end-asked.ts';
import { startProduct } from './product.ts';
import { buildWeb, webRoot } from './web-build.ts';

const repository = new URL('../../', import.meta.url);

const environment = z.object({
  ...issuerEnv.shape,
  PORT: portVariable.default(4000),
  DATA_DIR: z.string().default(fileURLToPath(new URL('.lzstock', repository))),
  DATABASE_URL: z.url().optional(),
  FLUSH_MS: wholeNumber(1, 5_000).default(100),
  LIMITS: switchVariable.default(true),
  SAFELIST: switchVariable.default(false),
  CSRF: switchVariable.default(true),
  INTROSPECTION: switchVariable.default(true),
  LOG_LEVEL: logLevelVariable.default('warn'),
});

const say = (line: string) => process.stdout.write(`  ${line}\n`);

function fail(error: unknown): never {
  const sentence = error instanceof ConfigError || error instanceof LocalServerError;
  const text = sentence ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`\n${text}\n`);
  process.exit(sentence ? 2 : 1);
}

async function main(): Promise<void> {
  const env = readConfig(environment);
  const log = createLog({ name: 'lzstock', level: env.LOG_LEVEL });
  const began = performance.now();
  const stopping = new AbortController();
  const { promise: asked, resolve: ask } = Promise.withResolvers<number>();
  endAsked().then(() => ask(0));
  using containment = createContainment(log, (error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    ask(1);
  });

  say('LZStock starts; the first time it makes its databases.');
  await using _tracing = await startTracing('lzstock', process.env);
  await using product = await startProduct({
    port: env.PORT,
    dataDir: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL,
    issuer: issuerOf(env),
    flushMs: env.FLUSH_MS,
    limits: env.LIMITS,
    safelist: env.SAFELIST,
    csrf: env.CSRF,
    introspection: env.INTROSPECTION,
    webRoot,
    example: await readFile(fileURLToPath(import.meta.resolve('@lzstock/schema/explorer.graphql')), 'utf8'),
    env: process.env,
    containment,
    log,
    say,
  });
  const origin = `http://localhost:${product.gateway.port}`;
  say(`The graph answers after ${((performance.now() - began) / 1_000).toFixed(1)} s.\n`);
  say(`Web app     ${origin}/`);
  say(`GraphiQL    ${origin}/graphiql`);
  say(`Graph       ${origin}/graphql  (HTTP and graphql-transport-ws)`);
  say('Prices are simulated. Ctrl-C ends everything.\n');

  const built = buildWeb(stopping.signal).then(
    (fresh) => fresh && say(`The web app is built; open ${origin}/`),
    (error: unknown) =>
      stopping.signal.aborted || say(`The web app could not be built: ${String((error as Error).message)}`),
  );
  const code = await asked;
  stopping.abort();
  say('Ending …');
  setTimeout(() => process.exit(code || 1), 20_000).unref();
  await built;
  process.exitCode = code;
}

/** `npm start`: runs the product until its end is asked for, then ends the process. */
export async function runProduct(): Promise<void> {
  await main().catch(fail);
  process.exit();
}
