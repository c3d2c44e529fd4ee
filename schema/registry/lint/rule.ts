import type { ASTNode } from 'graphql';
import type { Graph } from './graph.ts';

/** One thing wrong: a sentence, and the nodes that show it. */
export interface Violation {
  readonly message: string;
  readonly nodes: readonly ASTNode[];
}

/** A rule of the graph. */
export interface Rule {
  /** Stable id. */
  readonly id: string;
  /** The rule in one sentence, as `schema/README.md` lists it. */
  readonly says: string;
  check(graph: Graph): Iterable<Violation>;
}
