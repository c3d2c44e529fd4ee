/** An answer of the graph. */
export interface Answer<T> {
  readonly data?: T | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Record<string, unknown>;
  }[];
}

/** One operation over HTTP, as any client would send it. */
export async function ask<T = Record<string, unknown>>(
  origin: string,
  query: string,
  variables?: object,
): Promise<Answer<T> & { status: number }> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(10_000),
  });
  return { status: response.status, ...((await response.json()) as Answer<T>) };
}

/** Tries until `found` answers something, at most for `ms`; rejects with `what` then. */
export async function eventually<T>(
  what: string,
  found: () => Promise<T | null | undefined | false>,
  ms = 30_000,
): Promise<T> {
  const until = Date.now() + ms;
  for (;;) {
    const value = await found().catch((error: unknown) => {
      if (Date.now() > until) throw error;
      return null;
    });
    if (value) return value;
    if (Date.now() > until) throw new Error(`expected within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
