import {
  type ASTNode,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  typeFromAST,
  type ValueNode,
} from 'graphql';
import type { StoredOperation } from './operation.ts';

/** Something of the graph that an operation makes use of. */
export interface Use {
  /**
   * What is used, one of: `field T.f` selected · `argument T.f(a:)` passed, `no-argument T.f(a:)` left out · `input-field I.f` written, `no-input-field
   * I.f` left out of a literal, `literal I` · `value E.V` written · `sends T` a variable may carry it · `receives T` a selected field answers it ·
   * `names T` a type condition or variable names it · `condition P T` a condition on T below P · `directive @d`.
   */
  readonly key: string;
  readonly node: ASTNode;
  /** Response names from the root, joined with points; empty for variables. */
  readonly path: string;
}

/** Everything of `schema` that the operation uses; what the schema does not know is passed over. */
export function usesOf(operation: StoredOperation, schema: GraphQLSchema): Use[] {
  const uses: Use[] = [];
  const use = (key: string, node: ASTNode, path: string) => uses.push({ key, node, path });
  const spread = new Set<string>();

  const walkValue = (value: ValueNode, type: GraphQLInputType, path: string): void => {
    if (value.kind === Kind.VARIABLE || value.kind === Kind.NULL) return;
    if (isNonNullType(type)) {
      walkValue(value, type.ofType, path);
    } else if (isListType(type)) {
      const items = value.kind === Kind.LIST ? value.values : [value];
      for (const item of items) walkValue(item, type.ofType, path);
    } else if (value.kind === Kind.ENUM) {
      use(`value ${type.name}.${value.value}`, value, path);
    } else if (value.kind === Kind.OBJECT && isInputObjectType(type)) {
      use(`literal ${type.name}`, value, path);
      const given = new Map(value.fields.map((field) => [field.name.value, field]));
      for (const field of Object.values(type.getFields())) {
        const written = given.get(field.name);
        use(`${written ? '' : 'no-'}input-field ${type.name}.${field.name}`, written ?? value, path);
        if (written) walkValue(written.value, field.type, path);
      }
    }
  };

  const walkDirectives = (node: ASTNode, path: string): void => {
    if (!('directives' in node)) return;
    for (const directive of node.directives ?? []) use(`directive @${directive.name.value}`, directive, path);
  };

  const walk = (set: SelectionSetNode, parent: GraphQLNamedType | null | undefined, path: string): void => {
    for (const selection of set.selections) {
      walkDirectives(selection, path);
      if (selection.kind === Kind.FIELD) {
        const here = [path, (selection.alias ?? selection.name).value].filter(Boolean).join('.');
        const field =
          isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[selection.name.value] : undefined;
        if (!parent || !field) continue;
        const coordinate = `${parent.name}.${field.name}`;
        use(`field ${coordinate}`, selection, here);
        for (const argument of field.args) {
          const passed = selection.arguments?.find(({ name }) => name.value === argument.name);
          use(`${passed ? '' : 'no-'}argument ${coordinate}(${argument.name}:)`, passed ?? selection, here);
          if (passed) walkValue(passed.value, argument.type, here);
        }
        const answered = getNamedType(field.type);
        use(`receives ${answered.name}`, selection, here);
        if (selection.selectionSet) walk(selection.selectionSet, answered, here);
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : operation.fragments.get(selection.name.value);
      if (!fragment) continue;
      const condition = fragment.typeCondition?.name.value;
      if (condition) {
        use(`names ${condition}`, fragment.typeCondition ?? selection, path);
        if (parent) use(`condition ${parent.name} ${condition}`, selection, path);
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (spread.has(selection.name.value)) continue;
        spread.add(selection.name.value);
        walk(fragment.selectionSet, condition ? schema.getType(condition) : parent, path);
        spread.delete(selection.name.value);
      } else walk(fragment.selectionSet, condition ? schema.getType(condition) : parent, path);
    }
  };

  walkDirectives(operation.node, '');
  for (const variable of operation.node.variableDefinitions ?? []) {
    const type = typeFromAST(schema, variable.type as never) as GraphQLInputType | undefined;
    if (!type) continue;
    use(`names ${getNamedType(type).name}`, variable, '');
    for (const sent of carried(type)) use(`sends ${sent}`, variable, '');
    if (variable.defaultValue) walkValue(variable.defaultValue, type, '');
  }
  walk(operation.node.selectionSet, schema.getRootType(operation.node.operation), '');
  return uses;
}

/** Names of every type a value of `type` can carry. */
function carried(type: GraphQLInputType, known = new Set<string>()): Set<string> {
  const named = getNamedType(type);
  if (known.has(named.name)) return known;
  known.add(named.name);
  if (isInputObjectType(named)) {
    for (const field of Object.values(named.getFields())) carried(field.type, known);
  }
  return known;
}
