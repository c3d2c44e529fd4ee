import { describe, expect, it } from '@jest/globals';
import { createLog } from '@lzstock/kit/log';
import { createShedding } from './shedding.ts';

const log = createLog({ name: 'test', level: 'silent' });

function world(behind: readonly number[]) {
  const memory = { share: 0 };
  const open = new Set<{ behind: number; shed(): void }>();
  const shed: number[] = [];
  for (const bytes of behind) {
    const socket = {
      behind: bytes,
      shed() {
        shed.push(bytes);
        open.delete(socket);
      },
    };
    open.add(socket);
  }
  return {
    memory,
    open,
    shed,
    shedding: createShedding({ pressure: () => memory.share, sockets: open, from: 0.8, log }),
  };
}

describe('shedding', () => {
  const twenty = Array.from({ length: 20 }, (_, index) => index);

  it('closes nobody and lets everybody in while there is room', () => {
    const { memory, shedding, shed } = world(twenty);
    memory.share = 0.79;
    shedding.look();
    expect([shedding.full, shed]).toEqual([false, []]);
  });

  it('closes the slowest first, a tenth at each look, until there is room again', () => {
    const { memory, shedding, shed } = world(twenty);
    memory.share = 0.8;
    shedding.look();
    expect([shedding.full, shed]).toEqual([true, [19, 18]]);
    shedding.look();
    expect(shed).toEqual([19, 18, 17, 16]);
    memory.share = 0.5;
    shedding.look();
    expect([shedding.full, shed.length]).toEqual([false, 4]);
  });

  it('spares those who read well until it is desperate', () => {
    const { memory, shedding, shed, open } = world([0, 0, 5]);
    memory.share = 0.85;
    for (let look = 0; look < 5; look++) shedding.look();
    expect(shed).toEqual([5]);
    memory.share = 0.95;
    shedding.look();
    expect(open.size).toBe(1);
  });
});
