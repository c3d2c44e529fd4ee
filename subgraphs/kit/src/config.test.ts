import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigError, portVariable, readConfig, switchVariable } from './config.ts';

const schema = z.object({ PORT: portVariable.default(4000), LIMITS: switchVariable.default(true) });

describe('the configuration', () => {
  it('takes defaults for what is not set or empty', () => {
    expect(readConfig(schema, { PORT: '' })).toEqual({ PORT: 4000, LIMITS: true });
  });

  it('reads numbers and switches', () => {
    expect(readConfig(schema, { PORT: '0', LIMITS: 'off' })).toEqual({ PORT: 0, LIMITS: false });
  });

  it('names every wrong variable at once', () => {
    const read = () => readConfig(schema, { PORT: '70000', LIMITS: 'maybe' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/PORT: expected a whole number from 0 to 65535\n.*LIMITS: expected on or off/);
  });
});
