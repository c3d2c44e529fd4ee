import { describe, expect, it } from '@jest/globals';
import { readConfig } from '@lzstock/kit/config';
import { gatewayEnv } from './config.ts';

describe('the environment of the gateway', () => {
  it('names public subgraphs separated by commas, and tells none from not said', () => {
    expect(readConfig(gatewayEnv, { PUBLIC_SUBGRAPHS: 'one, two' }).PUBLIC_SUBGRAPHS).toEqual(['one', 'two']);
    expect(readConfig(gatewayEnv, { PUBLIC_SUBGRAPHS: ',' }).PUBLIC_SUBGRAPHS).toEqual([]);
    expect(readConfig(gatewayEnv, {}).PUBLIC_SUBGRAPHS).toBeUndefined();
  });

  it('takes no page of elsewhere unless it is named', () => {
    expect(readConfig(gatewayEnv, {}).ALLOWED_ORIGINS).toEqual([]);
    expect(readConfig(gatewayEnv, { ALLOWED_ORIGINS: 'https://a.example' }).ALLOWED_ORIGINS).toEqual([
      'https://a.example',
    ]);
  });
});
