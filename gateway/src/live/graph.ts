import type { Graph } from '../graph.ts';
import { readLiveFields, type Sharing } from './directive.ts';

/** A supergraph and what its subscription fields declare about sharing. */
export interface LiveGraph extends Graph {
  /** Sharing by subscription field. */
  readonly live: ReadonlyMap<string, Sharing>;
}

export const withLiveFields = (graph: Graph): LiveGraph => ({ ...graph, live: readLiveFields(graph.supergraph) });
