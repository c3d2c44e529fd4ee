import { expect, it } from '@jest/globals';
import { createLog } from '../src/log.ts';
import { type Checks, healthStatus, lookAtHealth } from './health.ts';

const log = createLog({ name: 'test', level: 'silent' });
const answers = async () => {};
const away = async () => {
  throw new Error('connect ECONNREFUSED 127.0.0.1:6379');
};
const look = (needs: Checks, helps: Checks) => lookAtHealth({ needs, helps, log });

it('is ready where everything answers', async () => {
  const health = await look({ database: answers }, { Redis: answers });
  expect([health, healthStatus(health)]).toEqual([{ status: 'ready' }, 200]);
});

it('is degraded, and still takes requests, where something is away that it can do without', async () => {
  const health = await look({ database: answers }, { Redis: away, cache: answers });
  expect([health, healthStatus(health)]).toEqual([{ status: 'degraded', missing: ['Redis'] }, 200]);
});

it('is not ready without what it needs, and tells nothing of where that is', async () => {
  const health = await look({ database: away }, { Redis: away });
  expect([health, healthStatus(health)]).toEqual([{ status: 'not ready' }, 503]);
});

it('takes what never answers, or throws at once, for away', async () => {
  const silent = () => new Promise<never>(() => {});
  const throws = () => {
    throw new Error('closed');
  };
  expect(await look({}, { silent, throws })).toEqual({ status: 'degraded', missing: ['silent', 'throws'] });
});

it('says 503 while it stops', () => {
  expect(healthStatus({ status: 'stopping' })).toBe(503);
});
