import type { IncomingHttpHeaders } from 'node:http';

/** Who is asking. */
export interface Viewer {
  /** Id of the signed-in investor; null for a visitor. */
  readonly id: string | null;
}

export const visitor: Viewer = { id: null };

/** Header in which the gateway, and nobody else, tells a subgraph who is asking. */
export const viewerHeader = 'x-lzstock-viewer';

/** The viewer as the header writes it; a visitor is not written at all. */
export const encodeViewer = (viewer: Viewer): string | null =>
  viewer.id === null ? null : Buffer.from(JSON.stringify(viewer)).toString('base64url');

/** The viewer a request speaks for; a visitor where the header is missing or unreadable. */
export function readViewer(headers: IncomingHttpHeaders): Viewer {
  const header = headers[viewerHeader];
  if (typeof header !== 'string') return visitor;
  try {
    const claims: unknown = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
    if (typeof claims === 'object' && claims !== null && 'id' in claims && typeof claims.id === 'string')
      return { id: claims.id };
  } catch {
    return visitor;
  }
  return visitor;
}
