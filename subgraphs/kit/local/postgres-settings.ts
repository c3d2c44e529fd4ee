/** Small on purpose: the whole product runs beside it on one person's machine, and no query of ours needs parallel workers. */
const SMALL = {
  max_connections: '60',
  shared_buffers: '48MB',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  max_wal_size: '256MB',
  min_wal_size: '32MB',
  autovacuum_max_workers: '1',
  autovacuum_worker_slots: '2',
  max_worker_processes: '2',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  max_logical_replication_workers: '0',
  max_wal_senders: '0',
  wal_level: 'minimal',
  jit: 'off',
  huge_pages: 'off',
  io_method: 'sync',
};

const LOCAL = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] %q%u@%d ',
};

/** For data that nobody misses: a crash of the machine may lose it. Many programs share such a server, each for a short time. */
const FLEETING = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

/** Known from this major version on; an installed PostgreSQL may be older than the one that comes with npm. */
const SINCE: Record<string, number> = { io_method: 18, autovacuum_worker_slots: 18 };

/** Command line of a server; given at every start, so that a newer LZStock's settings reach old data. */
export function postgresArguments(options: {
  folder: string;
  port: number;
  major: number;
  durable: boolean;
}): string[] {
  const settings = { ...SMALL, ...LOCAL, ...(options.durable ? {} : FLEETING), port: String(options.port) };
  const known = Object.entries(settings).filter(([name]) => (SINCE[name] ?? 0) <= options.major);
  return ['-D', options.folder, ...known.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}
