import type { EntityManager } from '@mikro-orm/postgresql';
import type { Letter, Mark } from './letter.ts';

/** A consumer's own database, as the inbox uses it. */
export interface InboxDatabase {
  /** An entity manager of its own. */
  fork(): EntityManager;
}

/** Where the context stands with `producer`; locked until the transaction ends, so only one applies at a time. */
export async function lockMark(em: EntityManager, producer: string): Promise<Mark> {
  await em.execute('insert into inbox_position (producer) values (?) on conflict do nothing', [producer]);
  const [row] = await em.execute<{ epoch: string; position: string }[]>(
    'select epoch, position from inbox_position where producer = ? for update',
    [producer],
  );
  return { epoch: Number(row!.epoch), position: Number(row!.position) };
}

/** Moves the mark past `letters`, and notes which dead letters are older than what now stands for their key. */
export async function moveMark(
  em: EntityManager,
  producer: string,
  mark: Mark,
  letters: readonly Letter<unknown>[],
): Promise<void> {
  await em.execute('update inbox_position set epoch = ?, position = ?, updated_at = now() where producer = ?', [
    mark.epoch,
    mark.position,
    producer,
  ]);
  await em.execute(
    `update dead_letter set superseded_by = ? where producer = ? and superseded_by is null
      and (epoch, position) < (?, ?) and key in (select jsonb_array_elements_text(?))`,
    [mark.position, producer, mark.epoch, mark.position, JSON.stringify(letters.map(({ key }) => key))],
  );
}

export async function park(
  em: EntityManager,
  producer: string,
  letter: Letter<unknown>,
  reason: unknown,
  tries: number,
): Promise<void> {
  await em.execute(
    `insert into dead_letter (producer, epoch, position, key, event, recorded_at, reason, tries)
      values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (producer, epoch, position) do nothing`,
    [
      producer,
      letter.epoch,
      letter.position,
      letter.key,
      JSON.stringify(letter.event),
      letter.recordedAt,
      String(reason).slice(0, 2_000),
      tries,
    ],
  );
}
