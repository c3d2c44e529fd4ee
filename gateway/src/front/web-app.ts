import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { respond } from '@lzstock/kit/http';
import sirv, { type Options } from 'sirv';
import { codingOf } from './answer.ts';
import { webAppPolicy } from './security-headers.ts';

const waiting = `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="1"><title>LZStock</title>
<body style="font:16px system-ui;display:grid;place-items:center;min-height:90vh"><p>The web app is being built; it appears here in a moment.</p>`;

/** A reader who leaves would keep the file open, and a file that cannot be read would end the process. */
function endTogether(file: Readable, response: ServerResponse): void {
  file.once('error', () => response.destroy());
  response.once('close', () => file.destroy());
}

/**
 * Serves a built web app from `root`: hashed assets for a year, pages always asked for anew, every path without a file is the app itself. While there
 * is no build yet a page says so and comes back by itself. Where the build put `.br` or `.gz` beside a file, who takes it gets that. Files are sent whole: a range
 * that is asked for is passed over.
 */
export function createWebApp(root: string): (request: IncomingMessage, response: ServerResponse) => void {
  const options: Options = {
    dev: true,
    brotli: true,
    gzip: true,
    setHeaders(response, path) {
      response.setHeader('content-security-policy', webAppPolicy);
      response.setHeader(
        'cache-control',
        path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  };
  const assets = sirv(root, options);
  // A symbol may hold a point (`/i/BRK.B`), so not every path that looks like a file is one.
  const pages = sirv(root, { ...options, single: true, ignores: false });
  return (request, response) => {
    if (!existsSync(join(root, 'index.html'))) {
      response.setHeader('retry-after', '1');
      return respond(response, 503, waiting, 'text/html; charset=utf-8');
    }
    delete request.headers.range;
    request.headers['accept-encoding'] = codingOf(request.headers['accept-encoding']) ?? '';
    response.once('pipe', (file: Readable) => endTogether(file, response));
    const files = request.url?.startsWith('/assets/') ? assets : pages;
    files(request, response, () => respond(response, 404, 'There is nothing at this address'));
  };
}
