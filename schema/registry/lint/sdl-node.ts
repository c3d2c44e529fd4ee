import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type FieldNode,
  Kind,
  parse,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';

interface Directed {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

const plain = (name: string) => name.replace(/^federation__/, '');

/** The applications of `@name`, written with or without federation's prefix. */
export function directives(node: Directed, name: string): ConstDirectiveNode[] {
  return (node.directives ?? []).filter((directive) => plain(directive.name.value) === name);
}

/** The first application of `@name`, null where there is none. */
export function directive(node: Directed, name: string): ConstDirectiveNode | null {
  return directives(node, name)[0] ?? null;
}

/** The value an argument is given, null where it is left out. */
export function argument(directive: ConstDirectiveNode, name: string): ConstValueNode | null {
  return directive.arguments?.find((argument) => argument.name.value === name)?.value ?? null;
}

/** The text an argument is given, null where it is left out or is no text. */
export function textArgument(directive: ConstDirectiveNode, name: string): string | null {
  const value = argument(directive, name);
  return value?.kind === Kind.STRING ? value.value : null;
}

/** The texts of a list that an argument is given; none where it is left out or is no list. */
export function textsArgument(directive: ConstDirectiveNode, name: string): string[] {
  const value = argument(directive, name);
  return value?.kind === Kind.LIST
    ? value.values.flatMap((each) => (each.kind === Kind.STRING ? [each.value] : []))
    : [];
}

/** The selection in a `fields` argument; null where it does not parse, which composition reports. */
export function fieldSet(directive: ConstDirectiveNode): SelectionSetNode | null {
  try {
    const [definition] = parse(`{ ${textArgument(directive, 'fields') ?? ''} }`, { noLocation: true }).definitions;
    return definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet : null;
  } catch {
    return null;
  }
}

/** The fields at the top of every `@key` of a type. */
export function keyFields(node: Directed): Set<string> {
  const sets = directives(node, 'key').map(fieldSet);
  const fields = sets.flatMap(
    (set) => set?.selections.filter((field): field is FieldNode => field.kind === Kind.FIELD) ?? [],
  );
  return new Set(fields.map((field) => field.name.value));
}

/** The type at the heart of lists and non-nulls, and whether it may be null there. */
export function innermost(type: TypeNode): { readonly name: string; readonly nullable: boolean } {
  if (type.kind === Kind.NON_NULL_TYPE) {
    return type.type.kind === Kind.NAMED_TYPE ? { name: type.type.name.value, nullable: false } : innermost(type.type);
  }
  return type.kind === Kind.LIST_TYPE ? innermost(type.type) : { name: type.name.value, nullable: true };
}

export function isList(type: TypeNode): boolean {
  return type.kind === Kind.LIST_TYPE || (type.kind === Kind.NON_NULL_TYPE && type.type.kind === Kind.LIST_TYPE);
}
