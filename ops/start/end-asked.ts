const lookMs = 500;

/**
 * Resolves when the end is asked for: by SIGINT, SIGTERM or SIGHUP, or, under npm, by the end of the shell around this process, because that shell dies of
 * a signal that npm passes on and does not pass it on itself. A second signal ends the process at once.
 */
export function endAsked(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let signals = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => (signals++ === 0 ? resolve() : process.exit(130)));
  }
  if (env.npm_lifecycle_event === 'start' || env.npm_lifecycle_event === 'services') {
    const shell = process.ppid;
    setInterval(() => process.ppid !== shell && resolve(), lookMs).unref();
  }
  return promise;
}
