import type { ASTNode, Source } from 'graphql';

/** A place in a file of the project. */
export interface Place {
  /** Path relative to the project's root, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** The line itself, without its end. */
  readonly text: string;
}

/** Something a person should look at, and where. */
export interface Finding {
  /** Stable id of the rule or composition code that speaks. */
  readonly rule: string;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** Where it is seen; the first is the one to open. Empty where nothing in a file can be blamed. */
  readonly places: readonly Place[];
}

/** The place of `node`, null where it was not parsed from a file. */
export function placeOf(node: ASTNode | null | undefined): Place | null {
  const loc = node?.loc;
  if (!loc) return null;
  const token =
    'name' in node && node.name && 'loc' in node.name && node.name.loc ? node.name.loc.startToken : loc.startToken;
  return placeAt(loc.source, token.line, token.column);
}

/** The place at `line` and `column` (from 1) of `source`, whose name is its file. */
export function placeAt(source: Source, line: number, column: number): Place {
  return { file: source.name, line, column, text: source.body.split(/\r?\n/)[line - 1] ?? '' };
}

/** The places of `nodes` that have one, in order, each once. */
export function placesOf(nodes: readonly (ASTNode | null | undefined)[]): Place[] {
  const places = new Map<string, Place>();
  for (const node of nodes) {
    const place = placeOf(node);
    if (place) places.set(`${place.file}:${place.line}:${place.column}`, place);
  }
  return [...places.values()];
}
