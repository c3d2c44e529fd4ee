import { createServer } from 'node:http';

/**
 * Loaded into a process before its own code. On OBEY_PORT it is told what to do to that process: `/block?ms=3000` stands still, `/throw` throws what nobody catches,
 * `/reject` rejects what nobody waits for. The answer comes before it is done.
 */
const deeds: Readonly<Record<string, (ms: number) => void>> = {
  '/block': (ms) => {
    for (const end = performance.now() + ms; performance.now() < end; );
  },
  '/throw': () => {
    throw new Error('thrown on purpose');
  },
  '/reject': () => void Promise.reject(new Error('rejected on purpose')),
};
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  response.end(() => setImmediate(() => deeds[pathname]?.(Number(searchParams.get('ms')))));
});
server.listen(Number(process.env.OBEY_PORT), '127.0.0.1').unref();
server.on('connection', (socket) => socket.unref());
