import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@lzstock/kit/log';
import type { Redis } from '@lzstock/kit/redis/ports';
import { longestTokenMs, readRevocation, revocationBoard } from '@lzstock/kit/sign-in/revocation';
import type { SignIn } from './verifier.ts';

/** The sign-ins that ended before their time. */
export interface Revoked extends AsyncDisposable {
  has(signIn: SignIn): boolean;
}

export interface RevokedOptions {
  readonly redis: Pick<Redis, 'notices' | 'pubsub'>;
  /** Called soon after the list grew. */
  readonly changed: () => void;
  readonly log: Log;
}

const most = 100_000;
const againMs = 250;
const sweepMs = 10_000;
const gatherMs = 50;

interface Before {
  readonly before: number;
  readonly until: number;
}

/**
 * Follows the published list: listens first, then reads what was posted before. While Redis is away what is known holds on and the rest is read when it is
 * back. Entries are forgotten when nothing that they end could still hold.
 */
export function followRevoked({ redis, changed, log }: RevokedOptions): Revoked {
  const closing = new AbortController();
  const sessions = new Map<string, number>();
  const viewers = new Map<string, Before>();
  let listening: AsyncDisposable | null = null;
  let catchingUp: Promise<void> | null = null;
  let telling: NodeJS.Timeout | undefined;

  function add(text: string, ttlMs: number): void {
    const revocation = readRevocation(text);
    if (!revocation) return;
    const until = Date.now() + Math.min(ttlMs, 2 * longestTokenMs);
    if ('session' in revocation) {
      sessions.set(revocation.session, until);
    } else {
      const { viewer, before } = revocation;
      viewers.set(viewer, { before: Math.max(before, viewers.get(viewer)?.before ?? 0), until });
    }
    for (const list of [sessions, viewers]) {
      if (list.size > most) list.delete(list.keys().next().value!);
    }
    telling ??= setTimeout(() => {
      telling = undefined;
      changed();
    }, gatherMs).unref();
  }

  function sweep(): void {
    const now = Date.now();
    for (const [session, until] of sessions) if (until <= now) sessions.delete(session);
    for (const [viewer, { until }] of viewers) if (until <= now) viewers.delete(viewer);
  }

  function message(text: string): void {
    const [ttl = ''] = text.split(' ', 1);
    add(text.slice(ttl.length + 1), Number(ttl) || longestTokenMs);
  }

  async function catchUp(): Promise<void> {
    let told = false;
    while (!closing.signal.aborted) {
      try {
        listening ??= await redis.pubsub.subscribe(revocationBoard, { message, back: again });
        for (const { text, ttlMs } of await redis.notices.read(revocationBoard)) add(text, ttlMs);
        return;
      } catch (err) {
        if (!told) log.warn({ err }, 'revoked sign-ins cannot be read; those known hold on');
        told = true;
      }
      await sleep(againMs, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  }

  function again(): void {
    const before = catchingUp ?? Promise.resolve();
    catchingUp = before.then(catchUp);
  }

  again();
  const sweeping = setInterval(sweep, sweepMs);
  sweeping.unref();

  return {
    has({ viewer: { id, session }, issuedAt }) {
      if (session !== undefined && sessions.has(session)) return true;
      return issuedAt < (viewers.get(id ?? '')?.before ?? 0);
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      clearInterval(sweeping);
      clearTimeout(telling);
      await catchingUp;
      await listening?.[Symbol.asyncDispose]();
    },
  };
}
