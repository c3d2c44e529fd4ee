import { adviceFor } from '../registry/change.ts';
import type { JudgedChange } from '../registry/check.ts';
import type { Touched } from '../registry/impact.ts';
import { excerptText, indented, placeText } from './finding-text.ts';
import type { Paint } from './paint.ts';

/** A breaking or dangerous change as a paragraph: what changed, who uses it and where, what to do. */
export function changeText(judged: JudgedChange, paint: Paint): string {
  const { change, touched, released, accepted, fails } = judged;
  const mark = fails ? paint('red', '✖') : paint('yellow', '!');
  const level = paint(fails ? 'red' : 'yellow', change.level);
  const lines = [
    ...users(judged, paint),
    ...[...touched, ...released].map((use) => useText(use, paint)),
    ...(accepted === null ? [] : [`accepted: ${accepted}`]),
    ...(accepted === null || !fails
      ? []
      : ['Accepting cannot help: an operation would no longer be valid. Change the operation first.']),
    ...whatToDo(judged, paint),
  ];
  return [
    `${mark} ${level}  ${change.message} ${paint('dim', `(${change.id})`)}`,
    ...lines.map((line) => indented(line, '    ', true)),
  ].join('\n');
}

function users({ change, touched, released }: JudgedChange, paint: Paint): string[] {
  if (touched.length > 0) {
    const operations = new Set(touched.map(({ operation }) => operation)).size;
    const does = change.level === 'breaking' ? 'would break' : 'should be looked at';
    return [paint('bold', `${operations} stored operation${operations === 1 ? '' : 's'} ${does}:`)];
  }
  if (released.length > 0 && change.level === 'breaking') {
    return [
      'No stored operation uses it any more, but the last ones did: who has an old page open breaks until it is loaded anew.',
    ];
  }
  return change.level === 'breaking' ? [paint('dim', 'No stored operation uses it.')] : [];
}

function useText({ operation, at, path, invalid }: Touched, paint: Paint): string {
  const head = [
    `${operation.client} · ${operation.name}`,
    paint('cyan', placeText(at)),
    path || 'a variable',
    ...(operation.place.file === at.file ? [] : [paint('dim', `in ${operation.place.file}:${operation.place.line}`)]),
    ...(invalid ? [paint('red', 'no longer valid')] : []),
  ].join('  ');
  return `${head}\n${indented(excerptText(at, paint), '  ', true)}`;
}

function whatToDo({ change, accepted, fails, touched }: JudgedChange, paint: Paint): string[] {
  const advice = adviceFor(change);
  if (!fails || advice === null) return [];
  const intended = `Is it meant? { "change": "${change.id}", "reason": "…" } in schema/accepted.json.`;
  const acceptable = accepted === null && !touched.some(({ invalid }) => invalid);
  return [`${paint('bold', '→')} ${advice}`, ...(acceptable ? [`${paint('bold', '→')} ${intended}`] : [])];
}

const listed = 30;

/** Safe changes, a line each; rewordings only counted. A deprecation names the operations that still use what it deprecates. */
export function safeText(changes: readonly JudgedChange[], paint: Paint): string[] {
  const told = changes.filter(({ change }) => change.kind !== 'description-changed');
  const reworded = changes.length - told.length;
  return [
    ...told.slice(0, listed).map(({ change, touched }) => {
      const users = new Set(touched.map(({ operation }) => `${operation.client} · ${operation.name}`));
      const still =
        change.kind === 'field-deprecated' && users.size > 0 ? ` Still used by ${[...users].join(', ')}.` : '';
      return `${paint('green', '+')} ${paint('dim', 'safe')}  ${change.message}${still}`;
    }),
    ...(told.length > listed ? [paint('dim', `… and ${told.length - listed} safe changes more`)] : []),
    ...(reworded > 0 ? [paint('dim', `${reworded} description${reworded === 1 ? '' : 's'} in other words`)] : []),
  ];
}
