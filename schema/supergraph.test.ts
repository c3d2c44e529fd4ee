import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Kind, parse, print } from 'graphql';
import { declarationOf } from './registry/declaration.ts';

const supergraph = parse(readFileSync(new URL('./supergraph.graphql', import.meta.url), 'utf8'));

describe('the committed supergraph', () => {
  it('still carries what the gateway must know to share live quotes', () => {
    const quotes = declarationOf(supergraph, 'Subscription.quotes');
    const uses = quotes && 'directives' in quotes ? (quotes.directives ?? []).map(print) : [];
    expect(uses).toContainEqual(
      expect.stringMatching(/^@live\(split: "symbols", key: "symbol", seq: "seq", epoch: "epoch"/),
    );
  });

  it('links the directives of our own', () => {
    const schema = supergraph.definitions.find((node) => node.kind === Kind.SCHEMA_DEFINITION);
    expect(schema && print(schema)).toContain('https://lzstock.dev/live/v1.0');
  });
});
