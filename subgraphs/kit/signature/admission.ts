import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { viewerHeader } from '../src/viewer.ts';
import { createVerifier, type SubgraphKeys, signatureHeader, signatureScheme } from './signature.ts';

/** Lets the gateway in and nobody else. */
export interface GatewayOnly {
  /** Whether it carries a signature at all, so that the body of one that does not need not be read. */
  claims(request: IncomingMessage): boolean;
  /** Whether a request is the gateway's; `kind` and `content` as for `Signable`. */
  admits(request: IncomingMessage, kind: string, content: string): boolean;
}

const single = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
};

/** Everybody comes in where `keys` are null. */
export function gatewayOnly(subgraph: string, keys: SubgraphKeys | null): GatewayOnly {
  if (keys === null) return { claims: () => true, admits: () => true };
  const verify = createVerifier(subgraph, keys);
  return {
    claims: (request) => single(request, signatureHeader) !== undefined,
    admits: (request, kind, content) =>
      verify(single(request, signatureHeader), { kind, content, claims: single(request, viewerHeader) ?? null }),
  };
}

const refusal = JSON.stringify({
  errors: [{ message: 'Expected a request signed by the gateway', extensions: { code: 'UNAUTHENTICATED' } }],
});

/** Answers 401. */
export function turnAway(response: ServerResponse): void {
  response
    .writeHead(401, { 'content-type': 'application/json; charset=utf-8', 'www-authenticate': signatureScheme })
    .end(refusal);
}

/** Answers an upgrade with 401. */
export function turnSocketAway(socket: Duplex): void {
  socket.end(
    `HTTP/1.1 401 Unauthorized\r\nwww-authenticate: ${signatureScheme}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
  );
}
