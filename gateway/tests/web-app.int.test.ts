import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createWebApp } from '../src/front/web-app.ts';

describe('the web app at the front door', () => {
  let root: string;
  let server: Server;
  const get = (path: string) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);

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

  it('does not pass the page off as a script of an older build', async () => {
    expect((await get('/assets/index-older.js')).status).toBe(404);
  });
});
