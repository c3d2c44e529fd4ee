import { type ChaosProxy, chaosProxy } from '@lzstock/kit/testing/proxy';

/** The way to PostgreSQL, on which every statement is noted. */
export interface SqlWay extends AsyncDisposable {
  /** Leads to the same database. */
  readonly url: string;
}

const typeAndLength = 5;
const startupLength = 4;

/** Opens a way to the database of `url`; `noted` is told each statement that is executed, transactions included. */
export async function openSqlWay(url: string, noted: (text: string) => void): Promise<SqlWay> {
  const connections = new Map<number, (chunk: Buffer) => void>();
  const way: ChaosProxy = await chaosProxy({
    to: url,
    tap(connection, chunk) {
      const read = connections.get(connection) ?? readStatements(noted);
      connections.set(connection, read);
      read(chunk);
    },
  });
  return way;
}

/** Reads what a client says in PostgreSQL's protocol (frontend messages, version 3). */
function readStatements(noted: (text: string) => void): (chunk: Buffer) => void {
  const prepared = new Map<string, string>();
  let bound = '';
  let rest: Buffer = Buffer.alloc(0);
  let begun = false;

  function hear(type: string, body: Buffer): void {
    const words = () => body.toString('utf8').split('\0');
    if (type === 'Q') noted(words()[0]!);
    else if (type === 'P') prepared.set(words()[0]!, words()[1]!);
    else if (type === 'B') bound = words()[1]!;
    else if (type === 'E') noted(prepared.get(bound) ?? '');
  }

  return (chunk) => {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    for (;;) {
      const head = begun ? typeAndLength : startupLength;
      if (rest.length < head) return;
      const length = rest.readUInt32BE(head - startupLength) + head - startupLength;
      if (rest.length < length) return;
      if (begun) hear(String.fromCharCode(rest[0]!), rest.subarray(head, length));
      begun = true;
      rest = rest.subarray(length);
    }
  };
}
