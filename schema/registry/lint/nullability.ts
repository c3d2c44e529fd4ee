import { Kind, print } from 'graphql';
import { isExternal, isRoot } from './graph.ts';
import type { Rule } from './rule.ts';
import { innermost, keyFields } from './sdl-node.ts';

export const rootQueryNullable: Rule = {
  id: 'root-query-nullable',
  says: 'A field of `Query` is nullable, so that a context that is away does not blank the page.',
  *check({ types }) {
    for (const { fields } of types.filter((type) => type.name === 'Query')) {
      for (const field of fields.filter(({ type }) => type.kind === Kind.NON_NULL_TYPE)) {
        yield {
          message: `Query.${field.name.value} must be nullable, came ${print(field.type)}: with its context away the whole answer would be null.`,
          nodes: [field],
        };
      }
    }
  },
};

export const contributedFieldNullable: Rule = {
  id: 'contributed-field-nullable',
  says: "A field that a context adds to another context's entity is nullable.",
  *check({ types, isForeign, owners }) {
    for (const type of types.filter(isForeign)) {
      const keys = keyFields(type);
      for (const field of type.fields) {
        if (field.type.kind !== Kind.NON_NULL_TYPE || keys.has(field.name.value) || isExternal(type, field)) continue;
        yield {
          message: `${type.name}.${field.name.value} must be nullable, came ${print(field.type)}: ${type.context.name} adds it to an entity of ${owners(type.name)[0]}, and with ${type.context.name} away the whole ${type.name} would be null.`,
          nodes: [field],
        };
      }
    }
  },
};

export const entityReferenceNullable: Rule = {
  id: 'entity-reference-nullable',
  says: "A reference to another context's entity is nullable, within a list too.",
  *check({ types, declarations, isForeign, owners }) {
    for (const type of types) {
      for (const field of type.fields) {
        const { name, nullable } = innermost(field.type);
        const target = declarations(name).find((declared) => declared.context === type.context);
        if (nullable || !target || !isForeign(target) || isExternal(type, field)) continue;
        yield {
          message: `${type.name}.${field.name.value} refers to ${name} of ${owners(name)[0]} and must allow null there, came ${print(field.type)}: with ${owners(name)[0]} away the whole ${type.name} would be null.`,
          nodes: [field],
        };
      }
    }
  },
};

export const entityFieldNullable: Rule = {
  id: 'entity-field-nullable',
  says: 'Every field but the key of an entity that other contexts refer to is nullable.',
  *check({ types, declarations, isEntity, isForeign }) {
    for (const type of types) {
      if (isRoot(type) || !isEntity(type.name) || isForeign(type)) continue;
      const others = declarations(type.name).filter((declared) => declared.context !== type.context);
      if (others.length === 0) continue;
      const keys = keyFields(type);
      for (const field of type.fields) {
        if (field.type.kind !== Kind.NON_NULL_TYPE || keys.has(field.name.value)) continue;
        yield {
          message: `${type.name}.${field.name.value} must be nullable, came ${print(field.type)}: ${others[0]!.context.name} refers to ${type.name} by its key alone, and with ${type.context.name} away the whole reference would be null.`,
          nodes: [field],
        };
      }
    }
  },
};
