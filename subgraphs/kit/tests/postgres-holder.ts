import { startPostgres } from '../local/postgres.ts';
import { createLog } from '../src/log.ts';

/** A process that starts PostgreSQL over the folder it is given, tells where, and waits to be killed. */
const server = await startPostgres({
  dataDir: process.argv[2]!,
  log: createLog({ name: 'holder', level: 'warn' }),
  durable: false,
});
process.stdout.write(`${JSON.stringify({ url: server.url, pid: server.pid })}\n`);
setInterval(() => {}, 60_000);
