import type { Redis } from '@lzstock/kit/redis/ports';

const map = 'market:epoch';
const written = (instant: number): string => String(instant).padStart(15, '0');

/** An epoch that is later than every one before it, whatever this machine's clock says. */
export async function nextEpoch(redis: Redis, now: number): Promise<string> {
  const [before] = await redis.newest.read(map, ['epoch']);
  let instant = Math.max(now, Number(before ?? 0) + 1);
  for (;;) {
    const epoch = written(instant);
    const [taken] = await redis.newest.offer(map, [{ field: 'epoch', epoch, seq: 0, value: epoch }]);
    if (taken) return epoch;
    instant++;
  }
}
