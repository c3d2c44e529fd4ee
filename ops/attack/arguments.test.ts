import { describe, expect, it } from '@jest/globals';
import { readTrials } from './arguments.ts';

describe('what is attacked', () => {
  it('is both worlds of the gateway where nothing is said, and the made-up one of a peer', () => {
    expect(readTrials([]).trials).toHaveLength(2);
    expect(readTrials(['--target', 'stock']).trials).toHaveLength(1);
  });

  it('leaves a world out in which nothing of what is asked for is tried', () => {
    expect(readTrials(['--only', 'B11,E']).trials).toHaveLength(1);
  });

  it('is a gateway of this machine, whatever it is called', () => {
    expect(readTrials(['--url', 'http://localhost:4000']).told).toBe('http://127.0.0.1:4000/graphql');
    expect(readTrials(['--url', 'http://127.0.0.1:4000/graphql']).told).toBe('http://127.0.0.1:4000/graphql');
  });

  it.each([
    [['--url', 'http://example.com'], /--url|this machine/],
    [['--url', 'https://localhost'], /this machine/],
    [['--url', 'http://localhost/elsewhere'], /this machine/],
    [['--url', 'http://localhost', '--target', 'stock'], /--url/],
    [['--target', 'other'], /--target/],
    [['--safelist', 'yes'], /--safelist/],
    [['--world', 'product', '--target', 'stock'], /--world/],
    [['--pid', 'x'], /--pid/],
    [['--only', 'Z9'], /--only/],
  ])('is refused with a sentence: %j', (argv, sentence) => {
    expect(() => readTrials(argv)).toThrow(sentence);
  });
});
