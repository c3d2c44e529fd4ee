import { describe, expect, it } from '@jest/globals';
import { webAddress } from './web-address.ts';

describe('the web site of a company', () => {
  it('is shown by its host', () => {
    expect(webAddress('https://www.nvidia.com/en-us')).toEqual({
      href: 'https://www.nvidia.com/en-us',
      text: 'nvidia.com',
    });
  });

  it('is taken as https where it names no scheme', () => {
    expect(webAddress('www.apple.com')?.href).toBe('https://www.apple.com/');
  });

  it('is no link where a browser would run it', () => {
    expect(webAddress('javascript:alert(1)')).toBeNull();
    expect(webAddress('')).toBeNull();
  });
});
