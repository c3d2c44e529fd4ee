import { productWords } from './product-words.ts';
import type { StartedTarget } from './start.ts';

export interface RunningOptions {
  /** Where its graph answers. */
  readonly url: URL;
  /** Process that serves it, so that its CPU can be told; null where that is not known. */
  readonly pid: number | null;
}

const answerMs = 5_000;

/** Names of this machine; from each of its addresses a stranger of their own can come. */
const ofHere = /^(localhost|127(\.\d+){3})$/;

/** The address of a gateway of the product on this machine. Throws with a sentence where it is none. */
export function readAddress(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' || !ofHere.test(url.hostname) || !['/', '/graphql'].includes(url.pathname))
    throw new Error(`expected an address like http://localhost:4000 of this machine, came ${text}`);
  url.hostname = '127.0.0.1';
  return new URL('/graphql', url);
}

/** A gateway of the product that runs already, however it was started. Rejects with a sentence where none answers there. */
export async function findRunning({ url, pid }: RunningOptions): Promise<StartedTarget> {
  const words = await productWords();
  const ask = async (body: object): Promise<{ readonly ok: boolean; readonly text: string }> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answerMs),
    });
    return { ok: response.ok, text: await response.text() };
  };
  const control = await ask(words.control).catch((error: Error) => ({ ok: false, text: error.message }));
  if (!control.ok || control.text.includes('"errors"'))
    throw new Error(`expected a gateway of the product at ${url}, came ${control.text.slice(0, 200)}`);
  const { text } = await ask({ query: '{ __typename }' });
  const { origin } = url;
  return {
    logFile: '',
    target: {
      name: 'lz',
      world: 'product',
      safelist: text.includes('PERSISTED_QUERY_NOT_FOUND'),
      origin,
      socketUrl: `${origin.replace('http', 'ws')}/graphql`,
      tailored: false,
      pid,
      probeUrl: null,
      words,
      subgraphs: {},
      another: () => Promise.reject(new Error('expected to be asked in the made-up world')),
      secrets: {},
      secretNames: [],
      inside: null,
      issuer: null,
      patient: false,
    },
    async [Symbol.asyncDispose]() {},
  };
}
