import type { Paint } from './paint.ts';

/** Where a command writes, and with which colours. */
export interface Say {
  /** A line, or several, on standard output. */
  out(text: string): void;
  readonly paint: Paint;
}

/** The command line asked for something that cannot be done as asked; the message says what was expected. */
export class UsageError extends Error {}
