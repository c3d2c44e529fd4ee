import { type Change as Difference, diff, type SerializableChange } from '@graphql-inspector/core';
import {
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import type { Change, Level, Touch } from './change.ts';

/**
 * What changed for clients from `base` to `next`, breaking first. What belongs to a new type or field is told once, by the type or field. Levels are
 * our own where the general ones are wrong: losing the default of a non-null argument breaks, an optional argument is safe, a value more in an enum
 * that is only sent is safe.
 */
export async function diffSchemas(base: GraphQLSchema, next: GraphQLSchema): Promise<Change[]> {
  const found = await diff(base, next);
  const changes = found.flatMap((difference) => translate(difference, base, next) ?? []);
  const added = new Set(
    changes.filter(({ kind }) => kind === 'type-added' || kind === 'field-added').map(({ coordinate }) => coordinate),
  );
  const partOfNew = ({ kind, coordinate }: Change) =>
    kind !== 'type-added' &&
    kind !== 'interface-added' &&
    parents(coordinate, kind).some((parent) => added.has(parent));
  const seen = new Map(changes.filter((change) => !partOfNew(change)).map((change) => [change.id, change]));
  return [...seen.values()].sort(
    (a, b) => rank[a.level] - rank[b.level] || compare(a.coordinate, b.coordinate) || compare(a.id, b.id),
  );
}

const rank: Record<Level, number> = { breaking: 0, dangerous: 1, safe: 2 };
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function parents(coordinate: string, kind: string): string[] {
  const [type, field] = coordinate.split(/[.(]/);
  return kind === 'field-added' ? [type!] : [type!, `${type}.${field}`];
}

const certainly = (...uses: string[]): Touch[] => uses.map((use) => ({ use, certain: true }));
const ifInvalid = (use: string): Touch => ({ use, certain: false });

function change(
  kind: string,
  coordinate: string,
  level: Level,
  message: string,
  touches: Touch[] = [],
  detail = '',
): Change {
  return { id: `${kind} ${coordinate}${detail && ` (${detail})`}`, kind, coordinate, level, message, touches };
}

function translate(difference: Difference, base: GraphQLSchema, next: GraphQLSchema): Change | null {
  const { type, meta } = difference as SerializableChange & Difference;
  switch (type) {
    case 'TYPE_REMOVED':
      return change('type-removed', meta.removedTypeName, 'breaking', `The type \`${meta.removedTypeName}\` is gone.`, [
        ...certainly(`names ${meta.removedTypeName}`, `receives ${meta.removedTypeName}`),
      ]);
    case 'TYPE_ADDED':
      return change('type-added', meta.addedTypeName, 'safe', `The type \`${meta.addedTypeName}\` is new.`);
    case 'TYPE_KIND_CHANGED': {
      const [from, to] = [meta.oldTypeKind, meta.newTypeKind].map((kind) => kind.replace(/TypeDefinition$/, ''));
      const touches = certainly(`names ${meta.typeName}`, `receives ${meta.typeName}`, `sends ${meta.typeName}`);
      return change(
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
      return change('field-removed', coordinate, 'breaking', message, certainly(`field ${coordinate}`));
    }
    case 'FIELD_ADDED': {
      const coordinate = `${meta.typeName}.${meta.addedFieldName}`;
      return change(
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
      return change(
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
      return change('field-deprecated', coordinate, 'safe', message, certainly(`field ${coordinate}`));
    }
    case 'FIELD_DEPRECATION_REMOVED': {
      const coordinate = `${meta.typeName}.${meta.fieldName}`;
      return change('field-undeprecated', coordinate, 'safe', `\`${coordinate}\` is deprecated no longer.`);
    }
    case 'FIELD_ARGUMENT_ADDED': {
      if (meta.addedToNewField) return null;
      const coordinate = `${meta.typeName}.${meta.fieldName}(${meta.addedArgumentName}:)`;
      const required = meta.addedArgumentType.endsWith('!') && !meta.hasDefaultValue;
      const message = `The ${required ? 'required' : 'optional'} argument \`${coordinate} ${meta.addedArgumentType}\` is new.`;
      const touches = required ? certainly(`no-argument ${coordinate}`) : [];
      return change('argument-added', coordinate, required ? 'breaking' : 'safe', message, touches);
    }
    case 'FIELD_ARGUMENT_REMOVED': {
      const coordinate = `${meta.typeName}.${meta.fieldName}(${meta.removedFieldArgumentName}:)`;
      return change(
        'argument-removed',
        coordinate,
        'breaking',
        `The argument \`${coordinate}\` is gone.`,
        certainly(`argument ${coordinate}`),
      );
    }
    case 'FIELD_ARGUMENT_TYPE_CHANGED': {
      const coordinate = `${meta.typeName}.${meta.fieldName}(${meta.argumentName}:)`;
      const { oldArgumentType: from, newArgumentType: to, isSafeArgumentTypeChange: safe } = meta;
      const touches = safe ? [] : [ifInvalid(`argument ${coordinate}`), ifInvalid(`no-argument ${coordinate}`)];
      const message = `The argument \`${coordinate}\` was \`${from}\` and is \`${to}\` now.`;
      return change(
        'argument-type-changed',
        coordinate,
        safe ? 'safe' : 'breaking',
        message,
        touches,
        `${from} to ${to}`,
      );
    }
    case 'FIELD_ARGUMENT_DEFAULT_CHANGED': {
      const { typeName, fieldName, argumentName, oldDefaultValue, newDefaultValue } = meta;
      const find = (schema: GraphQLSchema) => {
        const owner = schema.getType(typeName);
        const fields = isObjectType(owner) || isInterfaceType(owner) ? owner.getFields() : {};
        const argument = fields[fieldName]?.args.find(({ name }) => name === argumentName);
        return { type: String(argument?.type), required: argument !== undefined && isRequiredArgument(argument) };
      };
      const coordinate = `${typeName}.${fieldName}(${argumentName}:)`;
      return defaultChanged('argument', coordinate, oldDefaultValue, newDefaultValue, find(base), find(next), []);
    }
    case 'INPUT_FIELD_REMOVED': {
      const coordinate = `${meta.inputName}.${meta.removedFieldName}`;
      const touches = certainly(`input-field ${coordinate}`, `sends ${meta.inputName}`);
      return change(
        'input-field-removed',
        coordinate,
        'breaking',
        `The input field \`${coordinate}\` is gone.`,
        touches,
      );
    }
    case 'INPUT_FIELD_ADDED': {
      if (meta.addedToNewType) return null;
      const coordinate = `${meta.inputName}.${meta.addedInputFieldName}`;
      const required = !meta.isAddedInputFieldTypeNullable && meta.addedFieldDefault === undefined;
      const message = `The ${required ? 'required' : 'optional'} input field \`${coordinate}: ${meta.addedInputFieldType}\` is new.`;
      const touches = required ? certainly(`no-input-field ${coordinate}`, `sends ${meta.inputName}`) : [];
      return change('input-field-added', coordinate, required ? 'breaking' : 'safe', message, touches);
    }
    case 'INPUT_FIELD_TYPE_CHANGED': {
      const coordinate = `${meta.inputName}.${meta.inputFieldName}`;
      const { oldInputFieldType: from, newInputFieldType: to, isInputFieldTypeChangeSafe: safe } = meta;
      const touches = safe
        ? []
        : [
            ifInvalid(`input-field ${coordinate}`),
            ifInvalid(`no-input-field ${coordinate}`),
            ...certainly(`sends ${meta.inputName}`),
          ];
      const message = `The input field \`${coordinate}\` was \`${from}\` and is \`${to}\` now.`;
      return change(
        'input-field-type-changed',
        coordinate,
        safe ? 'safe' : 'breaking',
        message,
        touches,
        `${from} to ${to}`,
      );
    }
    case 'INPUT_FIELD_DEFAULT_VALUE_CHANGED': {
      const { inputName, inputFieldName, oldDefaultValue, newDefaultValue } = meta;
      const find = (schema: GraphQLSchema) => {
        const owner = schema.getType(inputName);
        const field = owner && 'getFields' in owner ? owner.getFields()[inputFieldName] : undefined;
        return {
          type: String(field?.type),
          required: field !== undefined && !('args' in field) && isRequiredInputField(field),
        };
      };
      const sent = certainly(`sends ${inputName}`);
      return defaultChanged(
        'input-field',
        `${inputName}.${inputFieldName}`,
        oldDefaultValue,
        newDefaultValue,
        find(base),
        find(next),
        sent,
      );
    }
    case 'DIRECTIVE_USAGE_INPUT_OBJECT_ADDED': {
      if (meta.addedDirectiveName !== 'oneOf' || meta.addedToNewType) return null;
      const message = `\`${meta.inputObjectName}\` takes exactly one of its fields now.`;
      const touches = [...certainly(`sends ${meta.inputObjectName}`), ifInvalid(`literal ${meta.inputObjectName}`)];
      return change('one-of-added', meta.inputObjectName, 'breaking', message, touches);
    }
    case 'ENUM_VALUE_REMOVED': {
      const { enumName } = meta;
      const coordinate = `${enumName}.${meta.removedEnumValueName}`;
      const touches = certainly(`value ${coordinate}`, `sends ${enumName}`, `receives ${enumName}`);
      return change('enum-value-removed', coordinate, 'breaking', `The value \`${coordinate}\` is gone.`, touches);
    }
    case 'ENUM_VALUE_ADDED': {
      if (meta.addedToNewType) return null;
      const coordinate = `${meta.enumName}.${meta.addedEnumValueName}`;
      const level = isAnswered(next, meta.enumName) ? 'dangerous' : 'safe';
      const message = `The value \`${coordinate}\` is new${level === 'dangerous' ? ': it may come where it never did' : ''}.`;
      return change('enum-value-added', coordinate, level, message, certainly(`receives ${meta.enumName}`));
    }
    case 'UNION_MEMBER_REMOVED': {
      const coordinate = `${meta.unionName}.${meta.removedUnionMemberTypeName}`;
      const message = `\`${meta.removedUnionMemberTypeName}\` is no member of \`${meta.unionName}\` any longer.`;
      const touches = certainly(`condition ${meta.unionName} ${meta.removedUnionMemberTypeName}`);
      return change('union-member-removed', coordinate, 'breaking', message, touches);
    }
    case 'UNION_MEMBER_ADDED': {
      if (meta.addedToNewType) return null;
      const message = `\`${meta.addedUnionMemberTypeName}\` is a new member of \`${meta.unionName}\`: it may come where it never did.`;
      const coordinate = `${meta.unionName}.${meta.addedUnionMemberTypeName}`;
      return change('union-member-added', coordinate, 'dangerous', message, certainly(`receives ${meta.unionName}`));
    }
    case 'OBJECT_TYPE_INTERFACE_REMOVED': {
      const { objectTypeName: object, removedInterfaceName: abstract } = meta;
      const touches = certainly(`condition ${abstract} ${object}`, `condition ${object} ${abstract}`);
      return change(
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
      return change('interface-added', object, 'dangerous', message, certainly(`receives ${abstract}`), abstract);
    }
    default:
      return lesser(difference);
  }
}

interface Slot {
  readonly type: string;
  readonly required: boolean;
}

function defaultChanged(
  what: 'argument' | 'input-field',
  coordinate: string,
  from: string | undefined,
  to: string | undefined,
  before: Slot,
  after: Slot,
  sent: Touch[],
): Change {
  const breaks = after.required && !before.required && before.type === after.type;
  const level = breaks ? 'breaking' : before.required ? 'safe' : 'dangerous';
  const told = breaks
    ? 'had a default and is required now'
    : `has the default \`${to ?? 'none'}\` now, not \`${from ?? 'none'}\``;
  const touches = level === 'safe' ? [] : [...certainly(`no-${what} ${coordinate}`), ...sent];
  return change(
    `${what}-default-changed`,
    coordinate,
    level,
    `\`${coordinate}\` ${told}.`,
    touches,
    `${from ?? 'none'} to ${to ?? 'none'}`,
  );
}

/** Words, deprecations of values and arguments, directives. */
function lesser({ type, path, message, criticality }: Difference): Change | null {
  const coordinate = (path ?? '').replace(/\.@.*$/, '').replace(/^(\w+\.\w+)\.(\w+)$/, '$1($2:)');
  if (/DESCRIPTION/.test(type))
    return change('description-changed', coordinate, 'safe', `\`${coordinate}\` is described in other words.`);
  if (
    /^DIRECTIVE_USAGE_(ARGUMENT_DEFINITION|INPUT_FIELD_DEFINITION|ENUM_VALUE)_(ADDED|REMOVED)$/.test(type) &&
    /@deprecated$/.test(path ?? '')
  ) {
    const added = type.endsWith('ADDED');
    return change(
      added ? 'deprecated' : 'undeprecated',
      coordinate,
      'safe',
      `\`${coordinate}\` is deprecated ${added ? 'now' : 'no longer'}.`,
    );
  }
  if (!/^DIRECTIVE_(?!USAGE)/.test(type)) return null;
  const level = ({ BREAKING: 'breaking', DANGEROUS: 'dangerous', NON_BREAKING: 'safe' } as const)[criticality.level];
  return change(
    type.toLowerCase().replaceAll('_', '-'),
    coordinate,
    level,
    `${message}.`,
    certainly(`directive ${coordinate.split(/[.(]/)[0]}`),
  );
}

function isAnswered(schema: GraphQLSchema, name: string): boolean {
  return Object.values(schema.getTypeMap()).some(
    (type) =>
      (isObjectType(type) || isInterfaceType(type)) &&
      !type.name.startsWith('__') &&
      Object.values(type.getFields()).some((field) => getNamedType(field.type).name === name),
  );
}
