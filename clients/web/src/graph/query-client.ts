import { Client, cacheExchange, fetchExchange } from 'urql';

/** Nothing waits without an end: a query that has no answer by then fails and can be tried again. */
const deadlineMs = 10_000;

const fetchWithDeadline: typeof fetch = (input, init) => {
  const deadline = AbortSignal.timeout(deadlineMs);
  const signal = init?.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
  return fetch(input, { ...init, signal });
};

export function createQueryClient(url: string): Client {
  return new Client({
    url,
    exchanges: [cacheExchange, fetchExchange],
    fetch: fetchWithDeadline,
    preferGetMethod: false,
  });
}
