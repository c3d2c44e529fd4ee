import { ConfigError } from './config.ts';

/** Waits for the end that an operator asks for: SIGINT or SIGTERM. A second signal ends the process at once. */
function endAsked(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let asked = false;
  const hear = (signal: NodeJS.Signals) => {
    if (asked) process.exit(130);
    asked = true;
    resolve(signal);
  };
  process.on('SIGINT', hear);
  process.on('SIGTERM', hear);
  return promise;
}

/**
 * Runs one service as a process: starts it, prints `name url` on standard output, waits for SIGINT or SIGTERM, disposes it, and exits with 0. Exits with
 * 2 and a sentence where the environment is wrong, with 1 where the start fails, something is thrown that nobody caught, or the disposal takes longer
 * than 15 s.
 */
export async function runProcess(
  name: string,
  start: (env: NodeJS.ProcessEnv) => Promise<{ readonly url: string } & AsyncDisposable>,
): Promise<void> {
  const fail = (error: unknown, code: number): never => {
    const text =
      error instanceof Error && code !== 2 ? (error.stack ?? error.message) : String((error as Error).message);
    process.stderr.write(`${name}: ${text}\n`);
    process.exit(code);
  };
  const asked = endAsked();
  const service = await start(process.env).catch((error: unknown) => fail(error, error instanceof ConfigError ? 2 : 1));

  const stop = async (code: number): Promise<never> => {
    setTimeout(() => process.exit(code || 1), 15_000).unref();
    await service[Symbol.asyncDispose]();
    process.exit(code);
  };
  const crash = (error: unknown) => {
    process.stderr.write(`${name}: ${error instanceof Error ? error.stack : String(error)}\n`);
    stop(1).catch(() => process.exit(1));
  };
  process.once('uncaughtException', crash);
  process.once('unhandledRejection', crash);

  process.stdout.write(`${name} ${service.url}\n`);
  await asked;
  await stop(0).catch((error: unknown) => fail(error, 1));
}
