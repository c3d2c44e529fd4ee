import { type DocumentNode, Kind } from 'graphql';
import { cachePolicy, type KeepableGraph } from './cache-policy.ts';

/** Seconds that anybody may keep the answer of an operation; of several in one document the least. 0 where it depends on the viewer. */
export function publicMaxAge(graph: KeepableGraph, document: DocumentNode): number {
  const ages = document.definitions
    .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
    .map(({ operation, selectionSet }) => {
      const root = graph.supergraph.getRootType(operation);
      if (!root) return 0;
      const { maxAge, isPrivate } = cachePolicy(graph, document, root, selectionSet);
      return isPrivate ? 0 : Math.max(0, maxAge);
    });
  return ages.length > 0 ? Math.min(...ages) : 0;
}
