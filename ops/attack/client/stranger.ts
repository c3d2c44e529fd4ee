import { Agent, type IncomingMessage, request } from 'node:http';
import type { HttpAnswer } from './answer.ts';
import type { Heard } from './heard.ts';
import { openLine, type RawLine } from './raw-line.ts';
import { openSocket, type SocketOffer, type StrangerSocket } from './socket.ts';

export interface ToSend {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Somebody at an address of their own, who sends what they please. Everything that comes back is kept for the search for leaks. */
export interface Stranger extends Disposable {
  readonly address: string;
  send(what: ToSend): Promise<HttpAnswer>;
  /** A POST of JSON, as a well-meaning client makes it. */
  post(body: object | string, headers?: Readonly<Record<string, string>>): Promise<HttpAnswer>;
  ask(query: string, variables?: object, headers?: Readonly<Record<string, string>>): Promise<HttpAnswer>;
  /** A bare TCP connection to the port. */
  line(): Promise<RawLine>;
  /** A websocket. */
  socket(offer?: SocketOffer): Promise<StrangerSocket>;
}

export interface Place {
  readonly origin: string;
  readonly socketUrl: string;
}

const patienceMs = 30_000;

export function createStranger(address: string, place: Place, heard: Heard): Stranger {
  const opened = new DisposableStack();
  const agent = new Agent({ keepAlive: true, localAddress: address });
  opened.defer(() => agent.destroy());
  const target = new URL(place.origin);

  const stranger: Stranger = {
    address,
    async send({ method = 'POST', path = '/graphql', headers = {}, body }) {
      const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
      const asked = request(
        { host: target.hostname, port: target.port, agent, method, path, headers: { host: target.host, ...headers } },
        resolve,
      );
      asked.setTimeout(patienceMs, () => asked.destroy(new Error(`no answer within ${patienceMs} ms`)));
      asked.once('error', reject);
      asked.end(body);
      const response = await promise;
      const chunks: Buffer[] = [];
      for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
      const answer: HttpAnswer = {
        status: response.statusCode ?? 0,
        headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
        text: Buffer.concat(chunks).toString('utf8'),
      };
      heard.hear(`${JSON.stringify(answer.headers)}\n${answer.text}`);
      return answer;
    },
    post: (body, headers) =>
      stranger.send({
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    ask: (query, variables, headers) => stranger.post({ query, ...(variables && { variables }) }, headers),
    line: async () => opened.use(await openLine(target, address, heard)),
    socket: async (offer = {}) => opened.use(await openSocket(place.socketUrl, address, offer, heard)),
    [Symbol.dispose]: () => opened.dispose(),
  };
  return stranger;
}
