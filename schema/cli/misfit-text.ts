import type { Misfit } from '../registry/impact.ts';
import { findingText } from './finding-text.ts';
import type { Paint } from './paint.ts';

/** An operation that does not fit, with client, name and every place. */
export function misfitText({ operation, message, places }: Misfit, style: 'red' | 'yellow', paint: Paint): string {
  const rule = style === 'red' ? 'operation-invalid' : 'operation-deprecated';
  return findingText({ rule, message: `${operation.client} · ${operation.name}: ${message}`, places }, style, paint);
}
