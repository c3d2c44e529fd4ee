import { describe, expect, it } from '@jest/globals';
import { createSigner, createVerifier, newSubgraphKey, type Signable, windowMs } from './signature.ts';

const key = newSubgraphKey();
const next = newSubgraphKey();
const request: Signable = { kind: 'POST', content: '{"query":"{ a }"}', claims: 'eyJpZCI6ImFubmEifQ' };
let at = 1_800_000_000_000;
const now = () => at;

const verifier = (keys: readonly string[] = [key], subgraph = 'companies') => createVerifier(subgraph, keys, now);
const sign = createSigner('companies', key, now);

describe('a signature', () => {
  it('is good once', () => {
    const verify = verifier();
    const signature = sign(request);
    expect([verify(signature, request), verify(signature, request)]).toEqual([true, false]);
  });

  it.each([
    ['another body', { content: '{"query":"{ b }"}' }],
    ['another viewer', { claims: 'eyJpZCI6ImJlcnQifQ' }],
    ['no viewer', { claims: null }],
    ['another method', { kind: 'GET' }],
    ['a socket', { kind: 'graphql-transport-ws' }],
  ])('is not good for %s, and stays good for its own', (_what, change) => {
    const verify = verifier();
    const signature = sign(request);
    expect([verify(signature, { ...request, ...change }), verify(signature, request)]).toEqual([false, true]);
  });

  it('is not good for another subgraph, nor with its key', () => {
    expect(verifier([key], 'market')(sign(request), request)).toBe(false);
    expect(verifier([next])(sign(request), request)).toBe(false);
  });

  it('is good by either of two keys while they change', () => {
    const verify = verifier([key, next]);
    expect(verify(sign(request), request)).toBe(true);
    expect(verify(createSigner('companies', next, now)(request), request)).toBe(true);
  });

  it('is good for thirty seconds by a clock that is before or behind', () => {
    const signature = sign(request);
    const verify = verifier();
    at += windowMs + 1;
    expect(verify(signature, request)).toBe(false);
    at -= 2 * windowMs + 2;
    expect(verify(signature, request)).toBe(false);
    at += 1;
    expect(verify(signature, request)).toBe(true);
  });

  it.each([
    '',
    'v1',
    'v1....',
    `v2.${at}.AAAAAAAAAAAAAAAA.1.${'A'.repeat(43)}`,
    `v1.${at}.AAAAAAAAAAAAAAAA.1.${'A'.repeat(43)}`,
    `v1.${at}.AAAAAAAAAAAAAAAA.1.${'A'.repeat(42)}`,
    'v1.NaN.x.y.z',
  ])('made up as "%s" is not good', (made) => {
    expect(verifier()(made, request)).toBe(false);
  });

  it('is not good with a number or a time that was changed', () => {
    const verify = verifier();
    const [version, time, sender, number, mac] = sign(request).split('.');
    expect(verify([version, time, sender, `${Number(number) + 1}`, mac].join('.'), request)).toBe(false);
    expect(verify([version, `${Number(time) + 1}`, sender, number, mac].join('.'), request)).toBe(false);
  });

  it('that is missing is not good', () => {
    expect(verifier()(undefined, request)).toBe(false);
  });
});
