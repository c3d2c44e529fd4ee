import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One way to lie. */
export type Lie = (response: ServerResponse) => void;

/** Answers every request with `lie`, or truly where it is null. */
export interface Liar extends AsyncDisposable {
  readonly url: string;
  lie: Lie | null;
}

const truth = '{"data":{"orders":[{"id":"a","number":1}]}}';
const html = '<html><body><h1>It is not well at /srv/orders.ts:7</h1></body></html>';

const say =
  (status: number, text: string, type = 'application/json'): Lie =>
  (response) =>
    void response.writeHead(status, { 'content-type': type }).end(text);

const half: Lie = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': truth.length });
  response.write(truth.slice(0, 20), () => response.socket?.destroy());
};

/** Every lie by its name. */
export const lies: Readonly<Record<string, Lie>> = {
  '500': say(500, html, 'text/html'),
  '502': say(502, html, 'text/html'),
  '503': say(503, ''),
  'garbage JSON': say(200, '{"data": {"orders'),
  HTML: say(200, html, 'text/html'),
  'half a body': half,
  '10 MB': say(200, `{"data":{"orders":[{"id":"${'x'.repeat(10 * 1024 * 1024)}"}]}}`),
  'wrong types': say(200, '{"data":[1,2,3],"errors":"none"}'),
};

export async function startLiar(): Promise<Liar> {
  const server = createServer((request, response) => {
    request.resume();
    response.on('error', () => {});
    const { lie } = liar;
    if (lie) lie(response);
    else say(200, truth)(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const liar: Liar = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    lie: null,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return liar;
}
