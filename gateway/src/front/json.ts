import { isPlainText } from '../operation/scan.ts';
import { HttpRefusal } from './http-refusal.ts';

const deepest = 64;
const quote = 34;
const backslash = 92;

/** Whether brackets and braces of a JSON text, outside its strings, are never open beyond `most` at once. */
function nestsWithin(text: string, most: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      do {
        at = text.indexOf('"', at + 1);
        if (at < 0) return true;
      } while (isEscaped(text, at));
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > most) return false;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return true;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(at - 1 - slashes) === backslash) slashes++;
  return slashes % 2 === 1;
}

function checkPlain(value: unknown): void {
  if (typeof value === 'string') {
    if (!isPlainText(value)) throw new HttpRefusal(400, 'Expected texts without NUL and without half surrogate pairs');
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) checkPlain(inner);
  }
}

/**
 * Reads JSON of a stranger; a key `__proto__` is one like any other. Throws an `HttpRefusal` where it is none, nests more than 64 levels, or holds a text
 * with NUL or half a surrogate pair, which could not be stored or sent on.
 */
export function parseJson(text: string, what: string): unknown {
  if (!nestsWithin(text, deepest)) throw new HttpRefusal(400, `${what}: expected JSON of fewer levels`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new HttpRefusal(400, `${what}: expected JSON`);
  }
  // Without an escape no such text can be in it.
  if (text.includes('\\u') || !text.isWellFormed()) checkPlain(value);
  return value;
}
