import type { Log } from '../src/log.ts';
import type { Apply } from './inbox.ts';
import { type InboxDatabase, lockMark } from './inbox-store.ts';

export interface ReplayDeadLettersOptions<E> {
  readonly database: InboxDatabase;
  readonly stream: string;
  readonly apply: Apply<E>;
  readonly log: Log;
  /** Applies also those after which an event of the same key was applied; right only where events do not replace one another. */
  readonly evenSuperseded?: boolean;
}

export interface DeadLetterReplay {
  readonly applied: number;
  /** Failed again and stay. */
  readonly failed: number;
  /** Stay because something newer of their key was applied. */
  readonly superseded: number;
}

interface Row {
  position: string;
  key: string;
  event: unknown;
  recorded_at: Date | string;
}

/** Applies the dead letters of a stream once more, each in a transaction of its own, and forgets those that went well. */
export async function replayDeadLetters<E>(options: ReplayDeadLettersOptions<E>): Promise<DeadLetterReplay> {
  const { database, stream, apply, log, evenSuperseded = false } = options;
  const eligible = evenSuperseded ? 'true' : 'superseded_by is null';
  const ids = await database
    .fork()
    .execute<{ id: string }[]>(`select id from dead_letter where producer = ? and ${eligible} order by id`, [stream]);
  let applied = 0;
  let failed = 0;
  for (const { id } of ids) {
    try {
      if (await replay(id)) applied++;
    } catch (error) {
      failed++;
      log.warn({ err: error, stream, id }, 'a dead letter failed again');
      const reason = String(error).slice(0, 2_000);
      await database.fork().execute('update dead_letter set tries = tries + 1, reason = ? where id = ?', [reason, id]);
    }
  }
  const superseded = await countDeadLetters(database, stream, 'superseded_by is not null');
  return { applied, failed, superseded };

  function replay(id: string): Promise<boolean> {
    return database.fork().transactional(async (em) => {
      await lockMark(em, stream);
      const [row] = await em.execute<Row[]>(`delete from dead_letter where id = ? and ${eligible} returning *`, [id]);
      if (row === undefined) return false;
      const { key, event } = row;
      const recordedAt = new Date(row.recorded_at).toISOString();
      await apply(em, [{ position: Number(row.position), key, recordedAt, event: event as E }]);
      return true;
    });
  }
}

/** Dead letters of a stream at present. */
export async function countDeadLetters(database: InboxDatabase, stream: string, which = 'true'): Promise<number> {
  const [row] = await database
    .fork()
    .execute<{ count: string }[]>(`select count(*) from dead_letter where producer = ? and ${which}`, [stream]);
  return Number(row!.count);
}
