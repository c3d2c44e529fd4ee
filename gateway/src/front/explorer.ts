import type { ServerResponse } from 'node:http';
import { respond } from '@lzstock/kit/http';
import { explorerPolicy } from './security-headers.ts';

/** Answers with GraphiQL, `example` in its first tab. Its page is large, so it is loaded with the first visit. */
export async function sendExplorer(response: ServerResponse, example: string | undefined): Promise<void> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const page = renderGraphiQL({
    title: 'GraphiQL',
    endpoint: '/graphql',
    subscriptionsProtocol: 'WS',
    ...(example && { defaultQuery: example }),
  });
  response.setHeader('content-security-policy', explorerPolicy);
  respond(response, 200, page, 'text/html; charset=utf-8');
}
