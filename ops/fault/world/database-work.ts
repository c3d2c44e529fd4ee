import pg from 'pg';

/** Transactions that the contexts' databases have ended since they were made. */
export async function transactions(adminUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ ended: string }>(
      `SELECT sum(xact_commit + xact_rollback) AS ended FROM pg_stat_database WHERE datname LIKE 'lz\\_%'`,
    );
    return Number(rows[0]?.ended);
  } finally {
    await client.end();
  }
}
