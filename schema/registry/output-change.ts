import type { Change as Difference, SerializableChange } from '@graphql-inspector/core';
import { type GraphQLSchema, getNamedType, isInterfaceType, isObjectType } from 'graphql';
import { type Change, certainly, changed } from './change.ts';

/** What a difference means for those who read: types, fields, values and members. Null where it is of another kind, or part of something new. */
export function outputChange(difference: Difference, base: GraphQLSchema, next: GraphQLSchema): Change | null {
  const { type, meta } = difference as SerializableChange & Difference;
  switch (type) {
    case 'TYPE_REMOVED':
      return changed(
        'type-removed',
        meta.removedTypeName,
        'breaking',
        `The type \`${meta.removedTypeName}\` is gone.`,
        [...certainly(`names ${meta.removedTypeName}`, `receives ${meta.removedTypeName}`)],
      );
    case 'TYPE_ADDED':
      return changed('type-added', meta.addedTypeName, 'safe', `The type \`${meta.addedTypeName}\` is new.`);
    case 'TYPE_KIND_CHANGED': {
      const [from, to] = [meta.oldTypeKind, meta.newTypeKind].map((kind) => kind.replace(/TypeDefinition$/, ''));
      const touches = certainly(`names ${meta.typeName}`, `receives ${meta.typeName}`, `sends ${meta.typeName}`);
      return changed(
        'type-kind-changed',
        meta.typeName,
        'breaking',
        `\`${meta.typeName}\` was an ${from} and is an ${to} now.`,
        touches,
      );
    }
    case 'FIELD_REMOVED': {
      const coordinate = `${meta.typeName}.${meta.removedFieldName}`;
      const message = `The ${meta.isRemovedFieldDeprecated ? 'deprecated ' : ''}field \`${coordinate}\` is gone.`;
      return changed('field-removed', coordinate, 'breaking', message, certainly(`field ${coordinate}`));
    }
    case 'FIELD_ADDED': {
      const coordinate = `${meta.typeName}.${meta.addedFieldName}`;
      return changed(
        'field-added',
        coordinate,
        'safe',
        `The field \`${coordinate}: ${meta.addedFieldReturnType}\` is new.`,
      );
    }
    case 'FIELD_TYPE_CHANGED': {
      const coordinate = `${meta.typeName}.${meta.fieldName}`;
      const { oldFieldType: from, newFieldType: to, isSafeFieldTypeChange: safe } = meta;
      const nullable = !safe && from.replaceAll('!', '') === to.replaceAll('!', '');
      const message = `\`${coordinate}\` was \`${from}\` and is \`${to}\` now${nullable ? ': null may come where it never did' : ''}.`;
      const level = safe ? 'safe' : 'breaking';
      return changed(
        'field-type-changed',
        coordinate,
        level,
        message,
        certainly(`field ${coordinate}`),
        `${from} to ${to}`,
      );
    }
    case 'FIELD_DEPRECATION_ADDED': {
      const coordinate = `${meta.typeName}.${meta.fieldName}`;
      const message = `\`${coordinate}\` is deprecated: ${meta.deprecationReason}`;
      return changed('field-deprecated', coordinate, 'safe', message, certainly(`field ${coordinate}`));
    }
    case 'FIELD_DEPRECATION_REMOVED': {
      const coordinate = `${meta.typeName}.${meta.fieldName}`;
      return changed('field-undeprecated', coordinate, 'safe', `\`${coordinate}\` is deprecated no longer.`);
    }
    case 'ENUM_VALUE_REMOVED': {
      const { enumName } = meta;
      const coordinate = `${enumName}.${meta.removedEnumValueName}`;
      const touches = certainly(`value ${coordinate}`, `sends ${enumName}`, `receives ${enumName}`);
      return changed('enum-value-removed', coordinate, 'breaking', `The value \`${coordinate}\` is gone.`, touches);
    }
    case 'ENUM_VALUE_ADDED': {
      if (meta.addedToNewType) return null;
      const coordinate = `${meta.enumName}.${meta.addedEnumValueName}`;
      const level = isAnswered(next, meta.enumName) ? 'dangerous' : 'safe';
      const message = `The value \`${coordinate}\` is new${level === 'dangerous' ? ': it may come where it never did' : ''}.`;
      return changed('enum-value-added', coordinate, level, message, certainly(`receives ${meta.enumName}`));
    }
    case 'UNION_MEMBER_REMOVED': {
      const coordinate = `${meta.unionName}.${meta.removedUnionMemberTypeName}`;
      const message = `\`${meta.removedUnionMemberTypeName}\` is no member of \`${meta.unionName}\` any longer.`;
      const touches = certainly(`condition ${meta.unionName} ${meta.removedUnionMemberTypeName}`);
      return changed('union-member-removed', coordinate, 'breaking', message, touches);
    }
    case 'UNION_MEMBER_ADDED': {
      if (meta.addedToNewType) return null;
      const message = `\`${meta.addedUnionMemberTypeName}\` is a new member of \`${meta.unionName}\`: it may come where it never did.`;
      const coordinate = `${meta.unionName}.${meta.addedUnionMemberTypeName}`;
      return changed('union-member-added', coordinate, 'dangerous', message, certainly(`receives ${meta.unionName}`));
    }
    case 'OBJECT_TYPE_INTERFACE_REMOVED': {
      const { objectTypeName: object, removedInterfaceName: abstract } = meta;
      const touches = certainly(`condition ${abstract} ${object}`, `condition ${object} ${abstract}`);
      return changed(
        'interface-removed',
        object,
        'breaking',
        `\`${object}\` no longer implements \`${abstract}\`.`,
        touches,
        abstract,
      );
    }
    case 'OBJECT_TYPE_INTERFACE_ADDED': {
      const { objectTypeName: object, addedInterfaceName: abstract } = meta;
      if (!base.getType(abstract)) return null;
      const message = `\`${object}\` implements \`${abstract}\` now: it may come where it never did.`;
      return changed('interface-added', object, 'dangerous', message, certainly(`receives ${abstract}`), abstract);
    }
    default:
      return null;
  }
}

function isAnswered(schema: GraphQLSchema, name: string): boolean {
  return Object.values(schema.getTypeMap()).some(
    (type) =>
      (isObjectType(type) || isInterfaceType(type)) &&
      !type.name.startsWith('__') &&
      Object.values(type.getFields()).some((field) => getNamedType(field.type).name === name),
  );
}
