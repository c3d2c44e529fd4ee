import type { Log } from '../src/log.ts';

/** Looks whether something answers; rejects where it does not. */
export type Check = () => Promise<unknown>;

export type Checks = Readonly<Record<string, Check>>;

/** What `/health` tells. `degraded` works, but not as well as it could: `missing` names what it goes on without. Neither says where that is. */
export type Health =
  | { readonly status: 'ready' | 'not ready' | 'stopping' }
  | { readonly status: 'degraded'; readonly missing: readonly string[] };

export interface HealthOptions {
  /** What it cannot do without. */
  readonly needs: Checks;
  /** What it can do without for a while. */
  readonly helps: Checks;
  readonly log: Log;
}

const deadlineMs = 2_000;

/** Looks at everything at once; what does not answer within two seconds is missing. Why is logged, not told. Never rejects. */
export async function lookAtHealth({ needs, helps, log }: HealthOptions): Promise<Health> {
  const [needed, helpful] = await Promise.all([missing(needs, log), missing(helps, log)]);
  if (needed.length > 0) return { status: 'not ready' };
  return helpful.length > 0 ? { status: 'degraded', missing: helpful } : { status: 'ready' };
}

/** The status of HTTP that says it: whoever is degraded still takes requests. */
export const healthStatus = ({ status }: Health): number => (status === 'ready' || status === 'degraded' ? 200 : 503);

async function missing(checks: Checks, log: Log): Promise<string[]> {
  const looks = Object.entries(checks).map(async ([name, check]) => {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
    try {
      await Promise.race([check(), late.promise]);
      return [];
    } catch (err) {
      log.warn({ err, missing: name }, 'health: something does not answer');
      return [name];
    } finally {
      clearTimeout(timer);
    }
  });
  return (await Promise.all(looks)).flat();
}
