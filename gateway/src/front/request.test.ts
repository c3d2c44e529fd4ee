import { describe, expect, it } from '@jest/globals';
import { HttpRefusal } from './http-refusal.ts';
import { checkContentType, fromBody, fromSearch, graphqlResponse, negotiate, plainJson, statusOf } from './request.ts';

const refusal = (act: () => unknown): HttpRefusal => {
  try {
    act();
  } catch (error) {
    if (error instanceof HttpRefusal) return error;
    throw error;
  }
  throw new Error('expected a refusal, came an answer');
};

const address = (asked: Record<string, string>): URL => new URL(`http://a/graphql?${new URLSearchParams(asked)}`);

describe('the body of a POST', () => {
  it.each([
    ['', 'JSON'],
    ['[]', 'one JSON object'],
    ['null', 'one JSON object'],
    ['{}', '`query`'],
    ['{"query":""}', '`query`'],
    ['{"query":1}', '`query`'],
    ['{"query":"{a}","variables":[]}', '`variables`'],
    ['{"query":"{a}","operationName":1}', '`operationName`'],
    ['{"query":"{a}","extensions":"x"}', '`extensions`'],
  ])('%s is refused naming %s', (body, names) => {
    const { status, message } = refusal(() => fromBody(Buffer.from(body)));
    expect(status).toBe(400);
    expect(message).toContain(names);
  });

  it.each([
    ['a byte that begins nothing', 'ff'],
    ['a character written longer than it is', 'c0af'],
    ['half a surrogate pair', 'eda080'],
    ['what is beyond Unicode', 'f4908080'],
    ['a character that is not whole', 'e282'],
  ])('is refused with %s', (_what, hex) => {
    const body = Buffer.concat([Buffer.from('{"query":"{a(b:\\"'), Buffer.from(hex, 'hex'), Buffer.from('\\")}"}')]);
    expect(refusal(() => fromBody(body))).toMatchObject({ status: 400, message: 'The body: expected JSON in UTF-8' });
  });

  it('may hold every character that there is, and U+FFFD itself', () => {
    expect(fromBody(Buffer.from('{"query":"{a} # é € 𝄞 \ufffd"}')).query).toBe('{a} # é € 𝄞 \ufffd');
  });

  it('keeps a key called __proto__ inert', () => {
    const { variables } = fromBody(Buffer.from('{"query":"{a}","variables":{"__proto__":{"polluted":true}}}'));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(Object.keys(variables ?? {})).toEqual(['__proto__']);
  });

  it('may leave out all but the query', () => {
    expect(fromBody(Buffer.from('{"query":"{a}"}'))).toEqual({
      query: '{a}',
      operationName: null,
      variables: null,
      extensions: null,
      source: '{"query":"{a}"}',
    });
  });
});

describe('the content type', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
    '%s is taken',
    (type) => {
      expect(() => checkContentType({ 'content-type': type })).not.toThrow();
    },
  );

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-7',
    'text/plain; application/json',
    '',
  ])('%s is refused', (type) => {
    expect(refusal(() => checkContentType({ 'content-type': type })).status).toBe(415);
  });

  it('refuses a compressed body', () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    expect(refusal(() => checkContentType(headers)).status).toBe(415);
  });
});

describe('the address of a GET', () => {
  it('carries query and variables', () => {
    const asked = address({ query: '{a}', variables: '{"b":1}' });
    expect(fromSearch(asked)).toEqual({ query: '{a}', operationName: null, variables: { b: 1 }, extensions: null });
  });

  it('refuses variables that are not JSON', () => {
    expect(refusal(() => fromSearch(address({ query: '{a}', variables: '{' }))).message).toContain('`variables`');
  });

  it.each(['%ff', '%c0%af', '%ed%a0%80', '%e2%82', '%'])('refuses %s, which stands for no text', (escapes) => {
    const asked = new URL(`http://a/graphql?query={a}%23${escapes}`);
    expect(refusal(() => fromSearch(asked))).toMatchObject({
      status: 400,
      message: 'The address: expected escapes of UTF-8',
    });
  });

  it('takes every character that there is', () => {
    expect(fromSearch(address({ query: '{a} # é € 𝄞 \ufffd +%' })).query).toBe('{a} # é € 𝄞 \ufffd +%');
  });
});

describe('the media type', () => {
  it.each([
    [undefined, plainJson],
    ['*/*', plainJson],
    ['application/json', plainJson],
    ['application/graphql-response+json', graphqlResponse],
    ['application/graphql-response+json, application/json;q=0.9', graphqlResponse],
    ['text/html, */*;q=0.1', plainJson],
  ])('for accept %s is %s', (accept, expected) => {
    expect(negotiate(accept).contentType).toBe(expected);
  });

  it('refuses a client that takes neither', () => {
    expect(refusal(() => negotiate('text/html')).status).toBe(406);
  });
});

describe('the status', () => {
  it('is 400 for a request that was not executed, but 200 where application/json was asked for', () => {
    const failed = { errors: [{ message: 'no' }] };
    expect(statusOf(failed, negotiate(undefined))).toBe(400);
    expect(statusOf(failed, negotiate('application/graphql-response+json'))).toBe(400);
    expect(statusOf(failed, negotiate('application/json'))).toBe(200);
    expect(statusOf({ data: null, ...failed }, negotiate(undefined))).toBe(200);
  });
});
