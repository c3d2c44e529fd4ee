import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { AnswerBody, codingOf } from './answer.ts';

describe('the coding of an answer', () => {
  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['GZIP;q=0.5', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0.0', null],
    ['identity', null],
    ['zstd', null],
    ['', null],
    [undefined, null],
  ])('for %j is %j', (accepted, coding) => {
    expect(codingOf(accepted)).toBe(coding);
  });
});

describe('the body of an answer', () => {
  it.each(['short', 'é'.repeat(10_000)])('is the same bytes plain and compressed, made once for all', async (text) => {
    const body = new AnswerBody(text);
    expect(body.size).toBe(Buffer.byteLength(text));
    expect(Buffer.from(body.plain as string).toString()).toBe(text);
    const [gzipped, again] = await Promise.all([body.compressed('gzip'), body.compressed('gzip')]);
    expect(again).toBe(gzipped);
    expect(gunzipSync(gzipped).toString()).toBe(text);
    expect(brotliDecompressSync(await body.compressed('br')).toString()).toBe(text);
  });
});
