import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** The whole body as text, whatever is no UTF-8 in it as U+FFFD; else as `readBytes`. */
export async function readBody(request: IncomingMessage, limit: number): Promise<string | null> {
  return (await readBytes(request, limit))?.toString('utf8') ?? null;
}

/** The whole body, or null as soon as it exceeds `limit` bytes; the rest is then not read. Rejects where the client leaves before its end. */
export function readBytes(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let settled = false;
    const take = (chunk: Buffer) => {
      if (settled) return;
      size += chunk.length;
      if (size <= limit) return void chunks.push(chunk);
      request.pause();
      settle(null);
    };
    const settle = (body: Buffer | null) => {
      settled = true;
      chunks.length = 0;
      resolve(body);
    };
    const whole = () => {
      if (!settled) settle(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
    };
    const left = () => {
      if (!settled) reject(new Error('the client left before the end of its body'));
    };
    request.on('data', take).on('end', whole).on('error', reject).on('close', left);
    if (request.destroyed) left();
  });
}

/** Answers with text as it is or anything else as JSON. */
export function respond(response: ServerResponse, status: number, body: unknown, type?: string): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const contentType =
    type ?? (typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8');
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(text) }).end(text);
}

/** Stops accepting, lets running requests end for up to `graceMs`, then cuts what is left. Resolves when no connection is open. */
export async function drainHttp(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(cut);
}
