import { describe, expect, it } from '@jest/globals';
import { memoryRedis } from '../redis/memory.ts';
import { readRevocation, revocationBoard, revoke } from './revocation.ts';

describe('a revocation', () => {
  it('is read back from the board as it was posted', async () => {
    await using redis = memoryRedis();
    const said = [{ session: 'a b\n1' }, { viewer: 'ada 2', before: 1_700_000_000_000 }];
    for (const one of said) await revoke(redis, one);
    const posted = await redis.notices.read(revocationBoard);
    expect(posted.map(({ text }) => readRevocation(text))).toEqual(said);
    for (const { ttlMs } of posted) expect(ttlMs).toBeGreaterThan(600_000);
  });

  it('is null where the text is of another kind', () => {
    for (const text of ['', 'session', 'session ', 'viewer x ada', 'device 1']) expect(readRevocation(text)).toBeNull();
  });
});
