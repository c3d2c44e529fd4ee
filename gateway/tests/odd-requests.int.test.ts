import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLog } from '@lzstock/kit/log';
import { type Gateway, startGateway } from '../src/gateway.ts';
import { supergraphOf } from './two-subgraphs.ts';

const nowhere = 'http://127.0.0.1:9/graphql';
const upgrade = (to: string) =>
  `connection: upgrade\r\nupgrade: ${to}\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n`;

describe('an odd request', () => {
  let gateway: Gateway;
  const log = createLog({ name: 'test', level: 'silent' });
  const complaints: unknown[][] = [];
  log.error = (...said: unknown[]) => complaints.push(said);

  beforeAll(async () => {
    const supergraphSdl = supergraphOf({ books: nowhere, reviews: nowhere });
    gateway = await startGateway({
      supergraphSdl,
      port: 0,
      flushMs: 20,
      limits: true,
      csrf: true,
      introspection: false,
      allowedOrigins: [],
      log,
    });
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
  });

  /** First line of what comes for a request as it is, bytes and all. */
  const statusOf = (head: string, body = '') =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(gateway.port, '127.0.0.1');
      let said = '';
      socket.setEncoding('utf8').on('data', (text) => {
        said += text;
        if (said.includes('\r\n')) socket.destroy();
      });
      socket.once('error', reject);
      socket.once('close', () => resolve(said.split('\r\n')[0] ?? ''));
      socket.write(`${head}\r\nhost: localhost\r\n${body}\r\n`);
    });

  it.each(['//', '///', 'http://['])('to %s, which is no address, is refused', async (address) => {
    expect(await statusOf(`GET ${address} HTTP/1.1`)).toBe('HTTP/1.1 400 Bad Request');
    expect(await statusOf(`GET ${address} HTTP/1.1`, upgrade('websocket'))).toBe('HTTP/1.1 400 Bad Request');
  });

  it('that opens a socket elsewhere than at the graph is a request like any other', async () => {
    expect(await statusOf('GET /elsewhere HTTP/1.1', upgrade('websocket'))).toBe('HTTP/1.1 404 Not Found');
  });

  it('that offers HTTP/2, as some clients do at first, is answered as it came', async () => {
    expect(await statusOf('GET /live HTTP/1.1', upgrade('h2c'))).toBe('HTTP/1.1 200 OK');
  });

  it('that breaks off in its body is no bug in the log', async () => {
    const socket = connect(gateway.port, '127.0.0.1');
    socket.write('POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n');
    socket.write('content-length: 100\r\nexpect: 100-continue\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));
    socket.write('{');
    socket.resetAndDestroy();
    await statusOf('GET /live HTTP/1.1');
    await new Promise(setImmediate);
    expect(complaints).toEqual([]);
  });
});
