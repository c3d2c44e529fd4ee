import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createWebApp } from '../src/front/web-app.ts';

describe('the web app at the front door', () => {
  let root: string;
  let server: Server;
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { headers });

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'lzstock-front-'));
    server = createServer(createWebApp(root));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(root, { recursive: true, force: true });
  });

  it('says that it is being built while there is no build', async () => {
    expect((await get('/')).status).toBe(503);
  });

  it('is the page at every address, also where a symbol holds a point', async () => {
    await mkdir(join(root, 'assets'));
    await writeFile(join(root, 'index.html'), '<!doctype html>the app');
    for (const path of ['/', '/watchlist', '/i/NVDA', '/i/BRK.B']) {
      const answer = await get(path);
      expect([path, answer.status, await answer.text()]).toEqual([path, 200, '<!doctype html>the app']);
    }
  });

  it('closes a file that its reader did not wait for', async () => {
    await writeFile(join(root, 'assets/large.js'), Buffer.alloc(32 * 1024 * 1024));
    const file = new Promise<Readable>((resolve) => {
      server.prependOnceListener('request', (_request, response) => response.once('pipe', resolve));
    });
    const reader = connect((server.address() as AddressInfo).port, '127.0.0.1');
    reader.write('GET /assets/large.js HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const opened = await file;
    const closed = new Promise((resolve) => opened.once('close', resolve));
    reader.resetAndDestroy();
    await closed;
    expect(opened.readableEnded).toBe(false);
  });

  it('is sent whole where a range that is none is asked for', async () => {
    const answer = await get('/', { range: 'bytes=5-2' });
    expect([answer.status, await answer.text()]).toEqual([200, '<!doctype html>the app']);
  });

  it.each([
    ['br, gzip', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['deflate', null],
    ['br', 'br', '/watchlist'],
  ])('is sent as its reader takes it: %s', async (taken, coding, path = '/assets/small.js') => {
    const text = 'export const small = true;';
    await writeFile(join(root, 'assets/small.js'), text);
    await writeFile(join(root, 'assets/small.js.br'), brotliCompressSync(text));
    await writeFile(join(root, 'assets/small.js.gz'), gzipSync(text));
    await writeFile(join(root, 'index.html.br'), brotliCompressSync('<!doctype html>the app'));
    const answer = await get(path, { 'accept-encoding': taken });
    const { status, headers } = answer;
    expect([status, headers.get('content-encoding'), headers.get('vary')]).toEqual([200, coding, 'Accept-Encoding']);
    expect(headers.get('content-type')).toMatch(path.endsWith('.js') ? /^text\/javascript/ : /^text\/html/);
    expect(await answer.text()).toBe(path.endsWith('.js') ? text : '<!doctype html>the app');
  });

  it('does not pass the page off as a script of an older build', async () => {
    expect((await get('/assets/index-older.js')).status).toBe(404);
  });
});
