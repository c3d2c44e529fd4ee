import type { Redis } from '../redis/ports.ts';

/** The longest that an access token may hold, in milliseconds. A revocation holds as long: what it is about is over then by itself. */
export const longestTokenMs = 600_000;

/** What ends before its time: one session, or all that a viewer signed in to before an instant (milliseconds since 1970). */
export type Revocation = { readonly session: string } | { readonly viewer: string; readonly before: number };

/** Board, and channel, of {@link Redis} on which revocations are published. */
export const revocationBoard = 'sign-in:revoked';

const clockToleranceMs = 60_000;
const mostRevocations = 100_000;

/** A revocation as the board carries it. */
const write = (revocation: Revocation): string =>
  'session' in revocation ? `session ${revocation.session}` : `viewer ${revocation.before} ${revocation.viewer}`;

/** A text of the board; null where it is none that is known here. */
export function readRevocation(text: string): Revocation | null {
  const [, session, before, viewer] = /^(?:session (.+)|viewer (\d+) (.+))$/s.exec(text) ?? [];
  if (session !== undefined) return { session };
  return viewer === undefined ? null : { viewer, before: Number(before) };
}

/** Tells every gateway within a second, those that start later included. Rejects with `RedisUnavailable` where nobody was told. */
export async function revoke(redis: Pick<Redis, 'notices'>, revocation: Revocation): Promise<void> {
  const notice = { text: write(revocation), ttlMs: longestTokenMs + clockToleranceMs };
  await redis.notices.post(revocationBoard, notice, mostRevocations);
}
