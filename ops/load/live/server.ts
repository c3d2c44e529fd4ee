import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Load, tell, told } from './world.ts';

export type Urls = Readonly<Record<'market' | 'companies', string>>;

/** Runs one of the compared servers in this process: waits for the subgraphs' addresses, listens, tells where. */
export async function runServer(
  attach: (server: Server, urls: Urls, load: Load) => Promise<void> | void,
): Promise<void> {
  const { urls, load } = await told<{ readonly urls: Urls; readonly load: Load }>(process, 'begin');
  const server = createServer();
  await attach(server, urls, load);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 4_096, resolve));
  tell({ kind: 'ready', port: (server.address() as AddressInfo).port });
  process.once('SIGTERM', () => process.exit());
}
