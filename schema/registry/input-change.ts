import type { Change as Difference, SerializableChange } from '@graphql-inspector/core';
import { type GraphQLSchema, isInterfaceType, isObjectType, isRequiredArgument, isRequiredInputField } from 'graphql';
import { type Change, certainly, changed, ifInvalid, type Touch } from './change.ts';

/** What a difference means for those who send: arguments and input fields. Null where it is of another kind, or part of something new. */
export function inputChange(difference: Difference, base: GraphQLSchema, next: GraphQLSchema): Change | null {
  const { type, meta } = difference as SerializableChange & Difference;
  switch (type) {
    case 'FIELD_ARGUMENT_ADDED': {
      if (meta.addedToNewField) return null;
      const coordinate = `${meta.typeName}.${meta.fieldName}(${meta.addedArgumentName}:)`;
      const required = meta.addedArgumentType.endsWith('!') && !meta.hasDefaultValue;
      const message = `The ${required ? 'required' : 'optional'} argument \`${coordinate} ${meta.addedArgumentType}\` is new.`;
      const touches = required ? certainly(`no-argument ${coordinate}`) : [];
      return changed('argument-added', coordinate, required ? 'breaking' : 'safe', message, touches);
    }
    case 'FIELD_ARGUMENT_REMOVED': {
      const coordinate = `${meta.typeName}.${meta.fieldName}(${meta.removedFieldArgumentName}:)`;
      return changed(
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
      return changed(
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
      return changed(
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
      return changed('input-field-added', coordinate, required ? 'breaking' : 'safe', message, touches);
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
      return changed(
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
      return changed('one-of-added', meta.inputObjectName, 'breaking', message, touches);
    }
    default:
      return null;
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
  return changed(
    `${what}-default-changed`,
    coordinate,
    level,
    `\`${coordinate}\` ${told}.`,
    touches,
    `${from ?? 'none'} to ${to ?? 'none'}`,
  );
}
