import { describe, expect, it } from '@jest/globals';
import { buildSchema, graphql } from 'graphql';
import { recoverFields } from './clairvoyance.ts';

const schema = buildSchema('type Query { works(first: Int): [Work!] title: String } type Work { id: ID! }');
const words = ['works', 'title', 'first', 'id', 'Work', 'Query'];

describe('the thief of schemas', () => {
  it('recovers fields from the errors of graphql-js', async () => {
    const recovered = await recoverFields(words, (source) => graphql({ schema, source }));
    expect(recovered).toEqual(expect.arrayContaining(['works', 'title']));
  });

  it('recovers fields from suggestions alone', async () => {
    const recovered = await recoverFields(['titel'], async () => ({
      errors: [{ message: 'No. Did you mean "titel" or "works"?' }],
    }));
    expect(recovered).toEqual(['titel']);
  });

  it('recovers nothing from errors that are all alike', async () => {
    const recovered = await recoverFields(words, async () => ({
      errors: [{ message: 'Not valid against this graph' }],
    }));
    expect(recovered).toEqual([]);
  });
});
