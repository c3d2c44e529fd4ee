import { chaosProxy } from './proxy.ts';

/** What was asked of a Redis while something ran. */
export interface RedisCount<T> {
  readonly result: T;
  /** Names in lower case, in the order they were sent; without those that only set a connection up. */
  readonly commands: readonly string[];
}

/** A way to a Redis that hears every command, whatever client sends it. */
export interface CountedRedis extends AsyncDisposable {
  /** To be given to clients in place of the server's address. */
  readonly url: string;
  /** Runs something and tells which commands came through meanwhile; not twice at the same time. */
  count<T>(run: () => Promise<T>): Promise<RedisCount<T>>;
}

const SET_UP = new Set(['hello', 'auth', 'select', 'client', 'info', 'readonly', 'quit']);

/** Opens a counted way to the Redis at `url`. Disposing it resets the connections through it. */
export async function countedRedis(url: string): Promise<CountedRedis> {
  let heard: string[] | null = null;
  const parsers = new Map<number, CommandReader>();
  const proxy = await chaosProxy({
    to: url,
    tap(connection, chunk) {
      let reader = parsers.get(connection);
      if (!reader) {
        reader = new CommandReader();
        parsers.set(connection, reader);
      }
      const names = reader.read(chunk).filter((name) => !SET_UP.has(name));
      heard?.push(...names);
    },
  });
  return {
    url: proxy.url,
    async count(run) {
      const commands: string[] = [];
      heard = commands;
      try {
        return { result: await run(), commands };
      } finally {
        heard = null;
      }
    },
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}

/** Reads the names of the commands out of what a client sends: arrays of length-prefixed strings, cut into chunks anywhere. */
export class CommandReader {
  #rest = Buffer.alloc(0);

  read(chunk: Buffer): string[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const names: string[] = [];
    for (let at = 0; ; ) {
      const command = readCommand(this.#rest, at);
      if (command === null) {
        this.#rest = this.#rest.subarray(at);
        return names;
      }
      names.push(command.name);
      at = command.end;
    }
  }
}

function readCommand(bytes: Buffer, start: number): { name: string; end: number } | null {
  const count = readLine(bytes, start);
  if (count === null) return null;
  if (!count.text.startsWith('*')) return { name: count.text.split(' ')[0]!.toLowerCase(), end: count.end };
  let name = '';
  let at = count.end;
  for (let part = 0; part < Number(count.text.slice(1)); part++) {
    const length = readLine(bytes, at);
    if (length === null) return null;
    const end = length.end + Number(length.text.slice(1));
    if (bytes.length < end + 2) return null;
    if (part === 0) name = bytes.toString('utf8', length.end, end).toLowerCase();
    at = end + 2;
  }
  return { name, end: at };
}

function readLine(bytes: Buffer, start: number): { text: string; end: number } | null {
  const end = bytes.indexOf('\r\n', start);
  return end < 0 ? null : { text: bytes.toString('utf8', start, end), end: end + 2 };
}
