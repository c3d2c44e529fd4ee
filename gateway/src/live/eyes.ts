import type { Viewer } from '@lzstock/kit/viewer';

/** Equal for viewers whom a subgraph answers alike, on whatever device they signed in. */
export const eyesOf = ({ id, scopes, plan }: Viewer): string | null =>
  id === null ? null : JSON.stringify([id, scopes, plan]);
