import pino from 'pino';
import { traceField } from '../trace/span.ts';

export type Log = pino.Logger;

const secrets = ['password', 'token', 'accessToken', 'refreshToken', 'authorization', 'cookie', 'secret'];

/** A structured log on standard error, one JSON object a line; fields that hold secrets are removed at the first two levels. Lines of what is traced carry `trace_id`. */
export function createLog(options: { readonly name: string; readonly level?: string | undefined }): Log {
  return pino(
    {
      name: options.name,
      level: options.level ?? 'info',
      redact: { paths: secrets.flatMap((key) => [key, `*.${key}`]), remove: true },
      mixin: traceField,
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
