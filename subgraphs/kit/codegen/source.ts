import { readFile } from 'node:fs/promises';
import { type DocumentNode, GraphQLError, parse, Source } from 'graphql';

/** Reads and parses a GraphQL file; errors in it, now or in a later validation, know its name and line. */
export async function parseFile(path: string): Promise<DocumentNode> {
  return parse(new Source(await readFile(path, 'utf8'), path));
}

/** `file:line:column message` of one error; the message alone where it has no place. */
export function errorLine(error: Error): string {
  if (!(error instanceof GraphQLError)) return error.message;
  const source = error.source ?? error.nodes?.[0]?.loc?.source;
  const place = error.locations?.[0];
  return source && place ? `${source.name}:${place.line}:${place.column} ${error.message}` : error.message;
}
