import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
  Source,
  visit,
} from 'graphql';
import { type Finding, type Place, placeAt, placeOf } from './finding.ts';

/** A file of GraphQL that belongs to a client. */
export interface OperationFile {
  /** Folder of the client below `clients`. */
  readonly client: string;
  /** Path relative to the project's root. */
  readonly file: string;
  readonly body: string;
}

/** One operation a client has stored, with the fragments it spreads, from whatever file. */
export interface StoredOperation {
  readonly client: string;
  /** Its name; `(anonymous)` where it has none. */
  readonly name: string;
  readonly place: Place;
  readonly node: OperationDefinitionNode;
  /** Every fragment of its client, by name. */
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The operation and the fragments it reaches. */
  readonly document: DocumentNode;
}

/** The operations of all clients, and a finding for what does not parse, has no name or is named twice. */
export interface StoredOperations {
  readonly operations: readonly StoredOperation[];
  readonly findings: readonly Finding[];
}

export function readOperations(files: readonly OperationFile[]): StoredOperations {
  const findings: Finding[] = [];
  const operations: StoredOperation[] = [];
  for (const [client, own] of Map.groupBy(files, (file) => file.client)) {
    const definitions = own.flatMap(({ file, body }) => {
      const parsed = parseOperations(file, body);
      if ('definitions' in parsed) return parsed.definitions;
      findings.push(parsed);
      return [];
    });
    const fragments = new Map<string, FragmentDefinitionNode>();
    const names = new Map<string, OperationDefinitionNode>();
    for (const node of definitions) {
      if (node.kind === Kind.FRAGMENT_DEFINITION) {
        const twin = fragments.get(node.name.value);
        if (twin) findings.push(twice(`The fragment \`${node.name.value}\``, client, node, twin));
        else fragments.set(node.name.value, node);
      } else if (node.kind === Kind.OPERATION_DEFINITION) {
        const name = node.name?.value;
        const twin = name ? names.get(name) : undefined;
        if (!name)
          findings.push({
            rule: 'operation-name',
            message: 'A stored operation needs a name.',
            places: [placeOf(node)!],
          });
        else if (twin) findings.push(twice(`The operation \`${name}\``, client, node, twin));
        else names.set(name, node);
      }
    }
    for (const node of definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)) {
      const document = { kind: Kind.DOCUMENT, definitions: [node, ...reached(node, fragments)] } as const;
      const name = node.name?.value ?? '(anonymous)';
      operations.push({ client, name, place: placeOf(node)!, node, fragments, document });
    }
  }
  return { operations, findings };
}

function parseOperations(file: string, body: string): DocumentNode | Finding {
  try {
    return parse(new Source(body, file));
  } catch (error) {
    if (!(error instanceof GraphQLError) || !error.source) throw error;
    const { line, column } = error.locations?.[0] ?? { line: 1, column: 1 };
    return { rule: 'operation-syntax', message: error.message, places: [placeAt(error.source, line, column)] };
  }
}

function twice(what: string, client: string, ...nodes: (OperationDefinitionNode | FragmentDefinitionNode)[]): Finding {
  const places = nodes.map((node) => placeOf(node)!);
  return { rule: 'operation-name', message: `${what} is declared twice in \`${client}\`.`, places };
}

function reached(
  from: OperationDefinitionNode,
  all: ReadonlyMap<string, FragmentDefinitionNode>,
): Set<FragmentDefinitionNode> {
  const found = new Set<FragmentDefinitionNode>();
  const follow = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread: ({ name }) => {
        const fragment = all.get(name.value);
        if (!fragment || found.has(fragment)) return;
        found.add(fragment);
        follow(fragment);
      },
    });
  };
  follow(from);
  return found;
}
