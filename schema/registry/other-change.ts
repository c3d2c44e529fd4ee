import type { Change as Difference } from '@graphql-inspector/core';
import { type Change, certainly, changed } from './change.ts';

/** What a difference means that concerns words, directives, or the deprecation of a value or an argument. Null for the rest. */
export function otherChange({ type, path, message, criticality }: Difference): Change | null {
  const coordinate = (path ?? '').replace(/\.@.*$/, '').replace(/^(\w+\.\w+)\.(\w+)$/, '$1($2:)');
  if (/DESCRIPTION/.test(type))
    return changed('description-changed', coordinate, 'safe', `\`${coordinate}\` is described in other words.`);
  if (
    /^DIRECTIVE_USAGE_(ARGUMENT_DEFINITION|INPUT_FIELD_DEFINITION|ENUM_VALUE)_(ADDED|REMOVED)$/.test(type) &&
    /@deprecated$/.test(path ?? '')
  ) {
    const added = type.endsWith('ADDED');
    return changed(
      added ? 'deprecated' : 'undeprecated',
      coordinate,
      'safe',
      `\`${coordinate}\` is deprecated ${added ? 'now' : 'no longer'}.`,
    );
  }
  if (!/^DIRECTIVE_(?!USAGE)/.test(type)) return null;
  const level = ({ BREAKING: 'breaking', DANGEROUS: 'dangerous', NON_BREAKING: 'safe' } as const)[criticality.level];
  return changed(
    type.toLowerCase().replaceAll('_', '-'),
    coordinate,
    level,
    `${message}.`,
    certainly(`directive ${coordinate.split(/[.(]/)[0]}`),
  );
}
