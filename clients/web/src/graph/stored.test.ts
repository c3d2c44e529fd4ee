import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { type DocumentNode, parse, print } from 'graphql';
import { formatDocument, stringifyDocument } from 'urql';
import * as generated from '../generated/operations.ts';

/** Definitions apart from one another, in an order of their own, without what means nothing. */
const parts = (text: string): string[] => parse(text).definitions.map(print).sort();

const documents = Object.entries(generated).flatMap(([name, value]) =>
  name.endsWith('Document') ? [[name.slice(0, -'Document'.length), value as unknown as DocumentNode] as const] : [],
);

describe('what the app sends', () => {
  it('has a hash for every operation', () => {
    expect(Object.keys(generated.storedHashes).sort()).toEqual(documents.map(([name]) => name).sort());
  });

  it.each(documents)('for %s is the text that is stored under its hash', async (name, document) => {
    const manifest = await readFile(new URL('../../../../schema/operations.json', import.meta.url), 'utf8');
    const stored = (JSON.parse(manifest) as Record<string, string>)[generated.storedHashes[name]!]!;
    expect(createHash('sha256').update(stored).digest('hex')).toBe(generated.storedHashes[name]);
    const streams = stored.startsWith('subscription');
    expect(parts(stringifyDocument(streams ? document : (formatDocument(document) as DocumentNode)))).toEqual(
      parts(stored),
    );
  });
});
