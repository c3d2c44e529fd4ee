import {
  type ASTNode,
  type GraphQLError,
  type GraphQLSchema,
  NoDeprecatedCustomRule,
  specifiedRules,
  validate,
} from 'graphql';
import type { Change } from './change.ts';
import { type Place, placeOf, placesOf } from './finding.ts';
import type { StoredOperation } from './operation.ts';
import { usesOf } from './operation-uses.ts';

/** A stored operation that a change touches, and where. */
export interface Touched {
  readonly operation: StoredOperation;
  readonly at: Place;
  /** Response names from the root to the field, joined with points; empty where a variable is touched. */
  readonly path: string;
  /** True where the operation does not even validate any more. */
  readonly invalid: boolean;
}

/** A way in which a stored operation does not fit the graph. */
export interface Misfit {
  readonly operation: StoredOperation;
  readonly message: string;
  readonly places: readonly Place[];
  readonly nodes: readonly ASTNode[];
}

/** Where each operation does not fit `schema`; empty where all do. */
export function misfits(operations: readonly StoredOperation[], schema: GraphQLSchema): Misfit[] {
  return operations.flatMap((operation) => validated(operation, schema).map((error) => misfit(operation, error)));
}

/** Where operations use what `schema` deprecates. */
export function deprecatedUses(operations: readonly StoredOperation[], schema: GraphQLSchema): Misfit[] {
  return operations.flatMap((operation) =>
    validate(schema, operation.document, [NoDeprecatedCustomRule]).map((error) => misfit(operation, error)),
  );
}

/** What changes do to operations. */
export interface Impact {
  /** The operations each change touches, by the change's id. */
  readonly touched: ReadonlyMap<string, readonly Touched[]>;
  /** Misfits that no breaking change explains. */
  readonly unexplained: readonly Misfit[];
}

/**
 * Tells which operations each change touches. An operation is looked at as it reads under either schema, so one that was changed together with the
 * graph counts as it is now. `wrong` are the operations' misfits under `next`.
 */
export function impact(
  changes: readonly Change[],
  operations: readonly StoredOperation[],
  wrong: readonly Misfit[],
  base: GraphQLSchema,
  next: GraphQLSchema,
): Impact {
  const touched = new Map(changes.map((change) => [change.id, [] as Touched[]]));
  const unexplained = new Set(wrong);
  for (const operation of operations) {
    const own = wrong.filter((misfit) => misfit.operation === operation);
    const uses = Map.groupBy([...usesOf(operation, base), ...usesOf(operation, next)], ({ key }) => key);
    for (const change of changes) {
      const list = touched.get(change.id)!;
      const seen = new Set<string>();
      for (const { use: key, certain } of change.touches) {
        for (const { node, path } of uses.get(key) ?? []) {
          const at = placeOf(node)!;
          const caused = own.filter(({ nodes }) => nodes.some((other) => within(other, node)));
          const spot = `${at.file}:${at.line} ${path}`;
          if ((!certain && caused.length === 0) || seen.has(spot)) continue;
          seen.add(spot);
          if (change.level === 'breaking') for (const misfit of caused) unexplained.delete(misfit);
          list.push({ operation, at, path, invalid: caused.length > 0 });
        }
      }
    }
  }
  return { touched, unexplained: [...unexplained] };
}

function validated(
  operation: StoredOperation,
  schema: GraphQLSchema,
): readonly Pick<GraphQLError, 'message' | 'nodes'>[] {
  try {
    return validate(schema, operation.document, specifiedRules);
  } catch (error) {
    return [{ message: `It cannot be validated: ${(error as Error).message}`, nodes: [operation.node] }];
  }
}

function misfit(operation: StoredOperation, { message, nodes }: Pick<GraphQLError, 'message' | 'nodes'>): Misfit {
  return { operation, message, places: placesOf(nodes ?? [operation.node]), nodes: nodes ?? [operation.node] };
}

/** Whether `inner` is `outer` or written inside it. A field's own selections do not count as inside. */
function within(inner: ASTNode, outer: ASTNode): boolean {
  if (inner === outer) return true;
  const [a, b] = [inner.loc, outer.loc];
  if (!a || !b || a.source !== b.source || outer.kind === 'Field' || outer.kind === 'InlineFragment') return false;
  return a.start >= b.start && a.end <= b.end;
}
