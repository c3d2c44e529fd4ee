import { signatureScheme } from '@lzstock/kit/signature/signature';
import { activeSpan } from '@lzstock/kit/trace/span';
import { viewerHeader } from '@lzstock/kit/viewer';
import { type Dispatcher, request } from 'undici';
import { maxAnswerBytes, type Transport, Unanswered, unanswered } from './transport.ts';

export interface HttpOptions {
  /** Where the subgraph's graph answers. */
  readonly url: string;
  readonly pool: Dispatcher;
  /** Headers that prove to the subgraph who sends this body on whose behalf. */
  readonly sign: (body: string, claims: string | null) => Readonly<Record<string, string>>;
}

async function readCapped(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxAnswerBytes) throw new Unanswered('too large', `its answer is larger than ${maxAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Each request a POST on a pool of kept connections. */
export const httpTransport =
  ({ url, pool, sign }: HttpOptions): Transport =>
  async ({ body, claims, traceparent, signal }) => {
    activeSpan()?.setAttribute('transport', 'http');
    const leaving = new AbortController();
    const leave = () => leaving.abort(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    try {
      if (signal.aborted) throw signal.reason;
      const response = await request(url, {
        method: 'POST',
        dispatcher: pool,
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json, application/json;q=0.9',
          ...(claims !== null && { [viewerHeader]: claims }),
          ...(traceparent !== undefined && { traceparent }),
          ...sign(body, claims),
        },
        body,
        signal: leaving.signal,
      });
      if (response.statusCode === 401 && response.headers['www-authenticate'] === signatureScheme) {
        await response.body.dump();
        throw new Unanswered('unsigned', 'it does not take our signature: do the keys and the clocks agree?');
      }
      return { text: await readCapped(response.body), status: response.statusCode };
    } catch (error) {
      throw signal.aborted ? unanswered(signal.reason) : unanswered(error);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  };
