import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import pino from 'pino';
import { maskError } from './mask.ts';
import { badInput } from './refusal.ts';

function recorded() {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { log: pino(sink), lines };
}

describe('masking', () => {
  it('passes a refusal with its code and argument, also from below', () => {
    const { log, lines } = recorded();
    const refusal = badInput('symbols', 'at most 200 symbols', 201);
    const wrapped = new GraphQLError('outer', { originalError: new GraphQLError('inner', { originalError: refusal }) });
    const masked = maskError(wrapped, log);
    expect(masked.message).toBe('`symbols`: expected at most 200 symbols, came 201');
    expect(masked.extensions).toEqual({ code: 'BAD_INPUT', argument: 'symbols' });
    expect(lines).toEqual([]);
  });

  it('replaces anything else and logs it under the id the client gets', () => {
    const { log, lines } = recorded();
    const bug = new Error('select * from secret at /srv/app.ts:1');
    const masked = maskError(new GraphQLError(bug.message, { originalError: bug, path: ['a'] }), log);
    expect(JSON.stringify(masked)).not.toContain('secret');
    expect(masked.extensions.code).toBe('INTERNAL');
    expect(masked.path).toEqual(['a']);
    expect(lines.join('')).toContain(String(masked.extensions.errorId));
    expect(lines.join('')).toContain('select * from secret');
  });
});
