import pg from 'pg';

export interface OutboxEntry {
  readonly position: number;
  readonly key: string;
  readonly recordedAt: string;
  readonly event: unknown;
}

/** A database session of the relay alone. Its lock is free again when it ends, however it ends, or was not used for 30 s. */
export interface OutboxSession extends AsyncDisposable {
  /** Aborts when the session is lost. */
  readonly lost: AbortSignal;
  /** Becomes the one relay of this outbox; false while another is. */
  tryLock(): Promise<boolean>;
  state(): Promise<{ epoch: number; sent: number }>;
  /** Events after `position`, at most `count`, in order. */
  read(position: number, count: number): Promise<OutboxEntry[]>;
  markSent(position: number): Promise<void>;
  /** Forgets sent events older than `days`; how many. */
  purge(days: number): Promise<number>;
}

/** Connects and listens; `onRecorded` is called after each commit that told events. */
export async function openOutboxSession(url: string, onRecorded: () => void): Promise<OutboxSession> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 2_000,
    query_timeout: 3_000,
    keepAlive: true,
    application_name: 'outbox-relay',
  });
  const lost = new AbortController();
  const lose = () => lost.abort();
  client.on('error', lose);
  client.on('end', lose);
  client.on('notification', onRecorded);
  const end = async () => {
    const timer = setTimeout(() => client.connection.stream.destroy(), 1_000);
    await client.end().catch(() => {});
    clearTimeout(timer);
  };
  try {
    await client.connect();
    await client.query("set idle_session_timeout = '30s'; listen outbox");
  } catch (error) {
    await end();
    throw error;
  }
  return {
    lost: lost.signal,
    async tryLock() {
      const { rows } = await client.query(
        "select pg_try_advisory_lock(hashtextextended('outbox ' || current_schema(), 0)) as locked",
      );
      return rows[0].locked;
    },
    async state() {
      const { rows } = await client.query('select epoch, sent from outbox_state');
      return { epoch: Number(rows[0].epoch), sent: Number(rows[0].sent) };
    },
    async read(position, count) {
      const { rows } = await client.query(
        'select position, key, created_at, payload from outbox where position > $1 order by position limit $2',
        [position, count],
      );
      return rows.map((row) => ({
        position: Number(row.position),
        key: row.key,
        recordedAt: row.created_at.toISOString(),
        event: row.payload,
      }));
    },
    async markSent(position) {
      await client.query('update outbox_state set sent = $1 where sent < $1', [position]);
    },
    async purge(days) {
      const { rowCount } = await client.query(
        `delete from outbox where position <= (select sent from outbox_state) and position < coalesce(
          (select min(position) from outbox where created_at >= now() - make_interval(days => $1)), 'infinity'::float8)`,
        [days],
      );
      return rowCount ?? 0;
    },
    [Symbol.asyncDispose]: end,
  };
}
