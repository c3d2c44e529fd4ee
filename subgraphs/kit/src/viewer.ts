import type { IncomingHttpHeaders } from 'node:http';

/** Who is asking. */
export interface Viewer {
  /** Id of the signed-in investor; null for a visitor. */
  readonly id: string | null;
  /** What the sign-in allows beyond being signed in, each a word; nothing where left out. */
  readonly scopes?: readonly string[];
  /** Id of the sign-in on one device. */
  readonly session?: string;
  /** Name of what the investor subscribed to, by which quotas are chosen. */
  readonly plan?: string;
}

export const visitor: Viewer = { id: null };

/** Header in which the gateway, and nobody else, tells a subgraph who is asking. */
export const viewerHeader = 'x-lzstock-viewer';

/** The viewer as the header writes it; a visitor is not written at all. Equal viewers are written alike. */
export function encodeViewer(viewer: Viewer): string | null {
  const { id, scopes, session, plan } = viewer;
  if (id === null) return null;
  return Buffer.from(JSON.stringify({ id, scopes, session, plan })).toString('base64url');
}

const text = (value: unknown): value is string => typeof value === 'string';

/** The viewer a request speaks for; a visitor where the header is missing or unreadable. */
export function readViewer(headers: IncomingHttpHeaders): Viewer {
  const header = headers[viewerHeader];
  if (typeof header !== 'string') return visitor;
  try {
    const claims: unknown = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
    if (typeof claims !== 'object' || claims === null) return visitor;
    const { id, scopes, session, plan } = claims as Record<string, unknown>;
    if (!text(id)) return visitor;
    return {
      id,
      ...(Array.isArray(scopes) && { scopes: scopes.filter(text) }),
      ...(text(session) && { session }),
      ...(text(plan) && { plan }),
    };
  } catch {
    return visitor;
  }
}
