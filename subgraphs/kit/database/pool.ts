import { Socket } from 'node:net';
import { Client, type Pool, type PoolClient } from 'pg';
import { Refusal } from '../src/refusal.ts';

/** How long a query waits for one of the connections, in milliseconds. */
const waitMs = 750;

/**
 * Makes a pool fail soon and stay whole: a query that finds every connection taken is refused with `OVERLOADED` after 0.75 s, and a connection whose session
 * died or fell silent is not given to anybody again.
 */
export function guardPool(pool: Pool): void {
  refuseWhenFull(pool);
  giveBackDeadClients(pool);
  pool.on('connect', endSilent);
}

/**
 * A session that ends inside a transaction is not given back by the query builder, since its ROLLBACK fails too: after a few of them the pool would be
 * empty for good.
 */
function giveBackDeadClients(pool: Pool): void {
  const taken = new Set<PoolClient>();
  pool.on('acquire', (client) => taken.add(client));
  pool.on('release', (_error, client) => taken.delete(client));
  pool.on('connect', (client) => {
    client.once('end', () => {
      if (!taken.has(client)) return;
      const { release } = client;
      client.release = () => {};
      release(true);
    });
  });
}

/** The driver's errors keep their cause, so that the refusal reaches whoever asked. */
const full = () =>
  new Error('every connection of the pool is taken', {
    cause: new Refusal('OVERLOADED', 'There is more to do than can be done at the moment; try again shortly'),
  });

function refuseWhenFull(pool: Pool): void {
  const connect = pool.connect.bind(pool) as () => Promise<PoolClient>;
  const patient = (): Promise<PoolClient> => {
    const taken = connect();
    if (pool.waitingCount === 0) return taken;
    return new Promise((resolve, reject) => {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        reject(full());
      }, waitMs);
      taken.then(
        (client) => {
          clearTimeout(timer);
          if (late) client.release();
          else resolve(client);
        },
        (error: unknown) => {
          clearTimeout(timer);
          reject(error);
        },
      );
    });
  };
  pool.connect = patient as Pool['connect'];
}

/** The driver gives up a query that is not answered, not its connection: what was asked next on it would wait as well. */
function endSilent(client: PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const watched = (...args: unknown[]): unknown => {
    const answer = query(...args);
    if (answer instanceof Promise)
      answer.catch((error: Error) => {
        if (error.message === 'Query read timeout') streamOf(client).destroy();
      });
    return answer;
  };
  client.query = watched as PoolClient['query'];
}

const streamOf = (client: PoolClient): Socket =>
  (client as unknown as { readonly connection: { readonly stream: Socket } }).connection.stream;

/** Asks the server whether it answers, on a connection made for that. Rejects where it does not within `ms`. */
export async function askAlone(url: string, ms: number): Promise<void> {
  const stream = new Socket();
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: ms,
    query_timeout: ms,
    stream: () => stream,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
  } finally {
    stream.destroy();
  }
}
