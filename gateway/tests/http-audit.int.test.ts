import { describe, expect, it } from '@jest/globals';
import { auditServer } from 'graphql-http';
import { startGateway } from '../src/gateway.ts';
import { log, supergraphOf } from './two-subgraphs.ts';

const nowhere = 'http://127.0.0.1:9/graphql';
const config = {
  port: 0,
  flushMs: 20,
  limits: true,
  introspection: true,
  allowedOrigins: [],
  supergraphSdl: supergraphOf({ books: nowhere, reviews: nowhere }),
  log,
};

async function verdicts(csrf: boolean): Promise<string[]> {
  await using gateway = await startGateway({ ...config, csrf });
  const results = await auditServer({ url: gateway.url });
  return results
    .filter(({ status }) => status !== 'ok')
    .map((result) => `${result.status} ${result.id} ${result.name}`);
}

describe('GraphQL over HTTP', () => {
  it('is kept in every point of the audit, with CSRF prevention off', async () => {
    expect(await verdicts(false)).toEqual([]);
  });

  it('is kept without an error with CSRF prevention on; only GET is noticed', async () => {
    const found = await verdicts(true);
    expect(found.filter((verdict) => verdict.startsWith('error'))).toEqual([]);
    expect(found.length).toBeLessThanOrEqual(3);
  });
});
