import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { findRedis, startRedis } from '../local/redis.ts';
import { createLog } from '../src/log.ts';
import { describeWithRedis } from '../testing/needs.ts';
import { redisOfRun } from '../testing/servers.ts';

const log = createLog({ name: 'test', level: 'silent' });

describe('the search for a Redis', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lz-redis-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('takes what REDIS_URL names before anything else, and does not touch it', async () => {
    await using found = await findRedis({ log, env: { REDIS_URL: 'redis://elsewhere:6379', PATH: process.env.PATH } });
    expect(found).toMatchObject({ url: 'redis://elsewhere:6379', origin: 'named' });
  });

  it('comes back with nothing where nothing is installed, and downloads nothing unasked', async () => {
    expect(await findRedis({ log, env: { PATH: folder } })).toBeNull();
  });

  it('tells what to do about a program that does not start', async () => {
    await writeFile(join(folder, 'valkey-server'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    await expect(findRedis({ log, env: { PATH: folder } })).rejects.toThrow(
      'set REDIS_URL, or remove it from the PATH',
    );
  });
});

const source = await redisOfRun();
if (source?.kind === 'program') {
  await describeWithRedis('a Redis started here', () => {
    it('takes its password alone, keeps nothing on disk, and ends when disposed', async () => {
      const server = await startRedis(source.program, log);
      const client = new Redis(server.url, { retryStrategy: () => null });
      expect(await client.config('GET', 'save')).toEqual(['save', '']);
      client.disconnect();
      const stranger = connect(Number(new URL(server.url).port), '127.0.0.1');
      stranger.write('GET x\r\n');
      const [said] = await once(stranger, 'data');
      expect(String(said)).toContain('NOAUTH');
      stranger.destroy();
      await server[Symbol.asyncDispose]();
      const late = new Redis(server.url, { retryStrategy: () => null, lazyConnect: true });
      late.on('error', () => {});
      await expect(late.connect()).rejects.toThrow();
    });
  });
}
