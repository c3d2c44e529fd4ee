import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Heard {
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

/** What it does with a request that it has read. */
export type Script = (response: ServerResponse, heard: Heard) => void;

/** A server in the place of a subgraph that does as it is told. */
export interface ScriptedSubgraph extends AsyncDisposable {
  readonly url: string;
  readonly heard: readonly Heard[];
  /** Connections that are open. */
  readonly connections: number;
  script: Script;
}

export const answer =
  (text: string, status = 200): Script =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(text);
export const hang: Script = () => {};
export const reset: Script = (response) => void response.socket?.resetAndDestroy();

export async function startScripted(script: Script): Promise<ScriptedSubgraph> {
  const heard: Heard[] = [];
  let connections = 0;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const one = { body, headers: request.headers };
    heard.push(one);
    subgraph.script(response, one);
  });
  server.on('connection', (socket) => {
    connections++;
    socket.on('error', () => {});
    socket.on('close', () => connections--);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const subgraph: ScriptedSubgraph = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    heard,
    script,
    get connections() {
      return connections;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return subgraph;
}
