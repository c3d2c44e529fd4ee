import { readFile } from 'node:fs/promises';
import { ConfigError } from '@lzstock/kit/config';
import { hashOf } from '@lzstock/kit/stored/stored-text';
import { GraphQLError } from 'graphql';
import { z } from 'zod';
import { looseOperationLimits } from './limits.ts';
import { scan } from './scan.ts';

/** The operations that clients brought along when they were built. */
export interface StoredOperations {
  /** The text of that hash. */
  text(hash: string): string | undefined;
  /** Whether a text is one of them, given without what means nothing (`scan`). */
  has(tokens: string): boolean;
  readonly texts: readonly string[];
}

const entry = z.object({ id: z.string(), body: z.string() });
/** A map from SHA-256 to text, or a list of operations as other tools write it. */
const manifest = z.union([
  z.object({ format: z.string(), operations: z.array(entry) }),
  z.record(z.string().regex(/^[0-9a-f]{64}$/), z.string()),
]);

/** Throws `ConfigError` where a text is no operation, or not the one of its hash. */
export function storedOperations(manifests: readonly unknown[]): StoredOperations {
  const byHash = new Map<string, string>();
  const tokens = new Set<string>();
  for (const written of manifests) {
    const parsed = manifest.safeParse(written);
    if (!parsed.success)
      throw new ConfigError('OPERATIONS: expected JSON with the text of each operation under its SHA-256');
    const { data } = parsed;
    const entries = Array.isArray(data.operations)
      ? data.operations.map(({ id, body }) => [id, body] as const)
      : Object.entries(data as Record<string, string>);
    for (const [hash, text] of entries) {
      if (!Array.isArray(data.operations) && hashOf(text) !== hash)
        throw new ConfigError(`OPERATIONS: expected ${hashOf(text)} for the text that stands under ${hash}`);
      byHash.set(hash, text);
      tokens.add(tokensOf(text));
    }
  }
  return { text: (hash) => byHash.get(hash), has: (each) => tokens.has(each), texts: [...byHash.values()] };
}

function tokensOf(text: string): string {
  try {
    return scan(text, looseOperationLimits);
  } catch (error) {
    if (error instanceof GraphQLError) throw new ConfigError(`OPERATIONS: expected GraphQL (${error.message})`);
    throw error;
  }
}

/** Reads manifests from files. Throws `ConfigError` with a sentence. */
export async function readStoredOperations(paths: readonly string[]): Promise<StoredOperations> {
  return storedOperations(
    await Promise.all(
      paths.map(async (path) => {
        try {
          return JSON.parse(await readFile(path, 'utf8'));
        } catch (cause) {
          throw new ConfigError(`OPERATIONS: expected a file of JSON at ${path} (${String(cause)})`);
        }
      }),
    ),
  );
}
