import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { createHosts, isFromHere } from './hosts.ts';

const to = (host: string | undefined) => ({ headers: { host } }) as IncomingMessage;
const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;

describe('on a loopback address', () => {
  const allowed = createHosts('127.0.0.1', ['Shop.example']);

  it.each([
    'localhost',
    'localhost:4000',
    '127.0.0.1:4000',
    '127.0.0.2',
    '[::1]:4000',
    'app.localhost:1',
    'shop.example',
    'SHOP.example:80',
  ])('%s is a name of the gateway', (host) => {
    expect(allowed(to(host))).toBe(true);
  });

  it.each([
    'evil.example',
    'evil.example:4000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'notlocalhost',
    '',
    undefined,
  ])('%s is none', (host) => {
    expect(allowed(to(host))).toBe(false);
  });
});

describe('on any other address', () => {
  it('every name counts, until some are listed', () => {
    expect(createHosts('0.0.0.0', [])(to('any.example'))).toBe(true);
    expect(createHosts('0.0.0.0', ['one.example'])(to('any.example'))).toBe(false);
    expect(createHosts('0.0.0.0', ['one.example'])(to('one.example'))).toBe(true);
    expect(createHosts('0.0.0.0', ['one.example'])(to('localhost'))).toBe(false);
  });
});

describe('a request', () => {
  it('comes from here where it came straight from this machine', () => {
    expect(['127.0.0.1', '::1', '::ffff:127.0.0.1', '127.3.2.1'].map((address) => isFromHere(from(address)))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['10.0.0.1', '1127.0.0.1', ''].map((address) => isFromHere(from(address)))).toEqual([false, false, false]);
  });

  it('does not where a proxy on this machine handed it on', () => {
    expect(isFromHere(from('127.0.0.1', { 'x-forwarded-for': '10.0.0.1' }))).toBe(false);
    expect(isFromHere(from('127.0.0.1', { forwarded: 'for=10.0.0.1' }))).toBe(false);
  });
});
