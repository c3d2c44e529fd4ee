import { expect, it } from '@jest/globals';
import { createLog } from '../src/log.ts';
import { openConnection } from './server/connection.ts';

it('is sought again at least once a second, however long it was away', async () => {
  const log = createLog({ name: 'test', level: 'silent' });
  await using connection = openConnection({ url: 'redis://127.0.0.1:1', name: 'test', timeoutMs: 100, log });
  const waits = Array.from({ length: 200 }, () => Number(connection.client.options.retryStrategy?.(1_000)));
  expect(Math.max(...waits)).toBeLessThanOrEqual(1_000);
  expect(Math.max(...waits)).toBeGreaterThan(500);
});
