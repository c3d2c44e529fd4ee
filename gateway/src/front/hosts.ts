import type { IncomingMessage } from 'node:http';

/** Names that reach this machine from itself. */
const own: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

/** Whether a request was sent to a name that this gateway goes by. */
export type AllowsHost = (request: IncomingMessage) => boolean;

/**
 * On a loopback address only names of this machine and those of `list` count, so that a page whose own name was pointed here reads nothing. On any
 * other address those of `list`, or all where it is empty: what lies before it knows the names.
 */
export function createHosts(bound: string, list: readonly string[]): AllowsHost {
  const onLoopback = loopback.has(bound) || bound.startsWith('127.');
  if (!onLoopback && list.length === 0) return () => true;
  const named = new Set(list.map((name) => name.toLowerCase()));
  const allows = (host: string): boolean => {
    const name = host.toLowerCase().replace(/:\d+$/, '');
    return (
      named.has(name) || (onLoopback && (own.has(name) || /^127(\.\d+){3}$/.test(name) || name.endsWith('.localhost')))
    );
  };
  let last: string | null = null;
  return ({ headers: { host = '' } }) => {
    if (host === last) return true;
    if (!allows(host)) return false;
    last = host;
    return true;
  };
}

const forwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** Whether a request comes from this machine itself, and not through a proxy on it. */
export const isFromHere = ({ socket, headers }: IncomingMessage): boolean =>
  /^(::1|(::ffff:)?127\.)/.test(socket.remoteAddress ?? '') && !forwarded.some((name) => headers[name] !== undefined);
