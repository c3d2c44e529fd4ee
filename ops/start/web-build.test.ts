import { describe, expect, it } from '@jest/globals';
import { runWebScript } from './web-build.ts';

describe('building the web app', () => {
  it('is not begun once the end was asked for', async () => {
    await expect(runWebScript('no-such-script', AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});
