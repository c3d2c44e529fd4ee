import { z } from 'zod';

/** The environment does not say what a process needs; `message` has a sentence for each variable that is wrong. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the environment through `schema`. An empty variable counts as not set. Throws {@link ConfigError}. */
export function readConfig<S extends z.ZodType>(
  schema: S,
  env: Readonly<Record<string, string | undefined>> = process.env,
): z.output<S> {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(set);
  if (parsed.success) return parsed.data;
  const sentences = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(`The environment is not as it should be.\n  ${sentences.join('\n  ')}`);
}

/** A whole number from `least` to `most`; its error says so. */
export function wholeNumber(least: number, most: number) {
  const error = `expected a whole number from ${least} to ${most}`;
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error });
}

/** A port number, 0 for any free one. */
export const portVariable = wholeNumber(0, 65_535);

/** `on` or `off`. */
export const switchVariable = z
  .enum(['on', 'off'], { error: 'expected on or off' })
  .transform((value) => value === 'on');

/** A level that the log knows. */
export const logLevelVariable = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);
