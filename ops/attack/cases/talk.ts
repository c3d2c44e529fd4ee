import type { StrangerSocket } from '../client/socket.ts';
import { expectThat } from './expect.ts';

export const subscribe = (id: string, query: string, variables?: object): object => ({
  id,
  type: 'subscribe',
  payload: { query, ...(variables && { variables }) },
});

export const ids = (many: number): string[] => Array.from({ length: many }, (_, at) => `s${at}`);

/** Rejects unless the target closes the socket with one of `codes` within `ms`. */
export async function expectClosed(socket: StrangerSocket, codes: readonly number[], ms: number): Promise<string> {
  const { code, reason } = await socket.closed(ms);
  expectThat(codes.includes(code), `a close with ${codes.join(' or ')}`, `${code} ${reason}`);
  return `closed with ${code}`;
}
