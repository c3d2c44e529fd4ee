import type { StrangerSocket } from '../client/socket.ts';
import type { OperationBody } from '../world/operation-body.ts';
import { expectThat } from './expect.ts';

export const subscribe = (id: string, payload: OperationBody): object => ({ id, type: 'subscribe', payload });

export const ids = (many: number): string[] => Array.from({ length: many }, (_, at) => `s${at}`);

/** Rejects unless the target closes the socket with one of `codes` within `ms`. */
export async function expectClosed(socket: StrangerSocket, codes: readonly number[], ms: number): Promise<string> {
  const { code, reason } = await socket.closed(ms);
  expectThat(codes.includes(code), `a close with ${codes.join(' or ')}`, `${code} ${reason}`);
  return `closed with ${code}`;
}
