import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { hasContainerEngine } from './containers.ts';
import { type TestRedis, testRedis } from './redis.ts';
import { redisOfRun } from './servers.ts';
import { NEEDS_BROWSER, NEEDS_CONTAINERS, NEEDS_REDIS } from './skips.ts';

/**
 * Declares tests over a Redis of their own, which `url()` names from the first hook on; skipped by name where there is none.
 * To be awaited at the top of a test file.
 */
export async function describeWithRedis(name: string, tests: (url: () => string) => void): Promise<void> {
  if ((await redisOfRun()) === null) return describe.skip(`${name} ${NEEDS_REDIS}`, () => tests(() => ''));
  describe(name, () => {
    let redis: TestRedis | null = null;
    beforeAll(async () => {
      redis = await testRedis();
    });
    afterAll(async () => {
      await redis?.[Symbol.asyncDispose]();
    });
    tests(() => redis!.url);
  });
}

/** Declares tests that start containers; skipped by name where no engine answers. To be awaited at the top of a test file. */
export async function describeWithContainers(name: string, tests: () => void): Promise<void> {
  if (await hasContainerEngine()) describe(name, tests);
  else describe.skip(`${name} ${NEEDS_CONTAINERS}`, tests);
}

/** Declares tests that drive the Chromium at `path`; skipped by name where there is none. To be awaited at the top of a test file. */
export async function describeWithBrowser(name: string, tests: (path: string) => void): Promise<void> {
  const path = await findChromium(process.env);
  if (path === null) describe.skip(`${name} ${NEEDS_BROWSER}`, () => tests(''));
  else describe(name, () => tests(path));
}

/** The Chromium that CHROMIUM names, else one of the PATH, else null. */
export async function findChromium(env: NodeJS.ProcessEnv): Promise<string | null> {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const onPath = (env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  for (const path of env.CHROMIUM ? [env.CHROMIUM] : onPath) {
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return null;
}
