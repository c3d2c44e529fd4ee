import { type DocumentNode, Kind, parse, type SelectionSetNode } from 'graphql';

/** For each type the fields that some subgraph's key of it mentions, nested ones under the types they belong to. */
export function keyFields(texts: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const keys = new Map<string, Set<string>>();
  const types = new Map<string, string>();
  const documents = texts.map((text) => parse(text));
  for (const { type, name, of } of fieldsOf(documents)) types.set(`${type}.${name}`, of);

  const note = (type: string, selection: SelectionSetNode): void => {
    for (const field of selection.selections) {
      if (field.kind !== Kind.FIELD) continue;
      keys.set(type, (keys.get(type) ?? new Set()).add(field.name.value));
      if (field.selectionSet) note(types.get(`${type}.${field.name.value}`)!, field.selectionSet);
    }
  };
  for (const { type, name, fields } of directivesOf(documents)) if (name === 'key') note(type, selectionOf(fields));
  return keys;
}

/** The fields of a subgraph that require others, as `Type.field`. */
export function requiredFields(document: DocumentNode): ReadonlySet<string> {
  const found = new Set<string>();
  for (const definition of document.definitions)
    if ('fields' in definition && 'name' in definition)
      for (const field of definition.fields ?? [])
        if (field.directives?.some(({ name }) => name.value === 'requires'))
          found.add(`${definition.name?.value}.${field.name.value}`);
  return found;
}

function* fieldsOf(documents: readonly DocumentNode[]): Generator<{ type: string; name: string; of: string }> {
  for (const definition of documents.flatMap((document) => document.definitions)) {
    const isComposite =
      definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
      definition.kind === Kind.OBJECT_TYPE_EXTENSION ||
      definition.kind === Kind.INTERFACE_TYPE_DEFINITION;
    if (!isComposite) continue;
    for (const field of definition.fields ?? []) {
      let { type } = field;
      while (type.kind !== Kind.NAMED_TYPE) type = type.type;
      yield { type: definition.name.value, name: field.name.value, of: type.name.value };
    }
  }
}

function* directivesOf(documents: readonly DocumentNode[]): Generator<{ type: string; name: string; fields: string }> {
  for (const definition of documents.flatMap((document) => document.definitions))
    if ('directives' in definition && 'name' in definition)
      for (const directive of definition.directives ?? []) {
        const fields = directive.arguments?.find(({ name }) => name.value === 'fields')?.value;
        if (fields?.kind === Kind.STRING)
          yield { type: definition.name?.value ?? '', name: directive.name.value, fields: fields.value };
      }
}

function selectionOf(fields: string): SelectionSetNode {
  const [definition] = parse(`{ ${fields} }`).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`expected a field set, came ${fields}`);
  return definition.selectionSet;
}
