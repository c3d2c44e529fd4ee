import { describe, expect, it } from '@jest/globals';
import { CommandReader } from './count-redis.ts';

const SENT = Buffer.from('*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$6\r\na\r\nb*1\r\n*2\r\n$7\r\nPUBLISH\r\n$1\r\nc\r\nPING\r\n');

describe('the reader of commands', () => {
  it('names them in order, whatever their arguments hold', () => {
    expect(new CommandReader().read(SENT)).toEqual(['set', 'publish', 'ping']);
  });

  it('does not mind where the bytes are cut', () => {
    for (let cut = 0; cut <= SENT.length; cut++) {
      const reader = new CommandReader();
      const names = [...reader.read(SENT.subarray(0, cut)), ...reader.read(SENT.subarray(cut))];
      expect(names).toEqual(['set', 'publish', 'ping']);
    }
  });
});
