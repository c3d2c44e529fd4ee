import { describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { CombinedError } from 'urql';
import { failureOf } from './failure.ts';

const refused = (message: string, code: string) =>
  new CombinedError({ graphQLErrors: [new GraphQLError(message, { extensions: { code } })] });

describe('what a person is told', () => {
  it('of a refused input is what was expected, without the name of the argument', () => {
    const failure = failureOf(refused('`symbol`: expected a ticker such as BRK.B, came "?"', 'BAD_INPUT'));
    expect(failure).toEqual({ code: 'BAD_INPUT', message: 'Expected a ticker such as BRK.B, came "?".' });
  });

  it('of a part that is away is no address of a machine', () => {
    const failure = failureOf(refused('connect ECONNREFUSED 127.0.0.1:4102', 'SUBGRAPH_UNAVAILABLE'));
    expect(failure.message).toBe('This part of LZStock is not available right now.');
  });

  it('of an operation that the server does not know is to load the page anew', () => {
    const failure = failureOf(refused('Expected one of the operations', 'PERSISTED_QUERY_NOT_FOUND'));
    expect(failure.message).toContain('Load it anew');
  });

  it('of a lost network is that nobody answered', () => {
    expect(failureOf(new CombinedError({ networkError: new Error('fetch failed') })).code).toBe('NETWORK');
  });
});
