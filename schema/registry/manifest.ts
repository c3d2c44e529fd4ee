import { hashOf, storedText } from '@lzstock/kit/stored/stored-text';
import type { StoredOperation } from './operation.ts';

/** Path of the manifest, relative to the project's root. */
export const manifestFile = 'schema/operations.json';

/** The operations that clients bring along, each text under its SHA-256, in order of client and name. The explorer's examples are no client's. */
export function manifestOf(operations: readonly StoredOperation[]): string {
  const stored = operations
    .filter(({ client }) => client !== 'explorer')
    .sort((a, b) => a.client.localeCompare(b.client) || a.name.localeCompare(b.name))
    .map(({ document }) => storedText(document));
  return `${JSON.stringify(Object.fromEntries(stored.map((text) => [hashOf(text), text])), null, 2)}\n`;
}
