import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Whoever publishes the supergraph, by HTTP. */
export interface Publisher extends AsyncDisposable {
  readonly url: string;
  /** What it answers. */
  text: string;
  /** How often it was asked. */
  readonly asked: number;
  /** Takes no connection any more. */
  leave(): Promise<void>;
  /** Listens again at the same address. */
  comeBack(): Promise<void>;
}

export async function startPublisher(): Promise<Publisher> {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked++;
    response.end(publisher.text);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = async () => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const publisher: Publisher = {
    url: `http://127.0.0.1:${port}/supergraph.graphql`,
    text: '',
    get asked() {
      return asked;
    },
    leave: close,
    comeBack: () => listen(port),
    [Symbol.asyncDispose]: close,
  };
  return publisher;
}
