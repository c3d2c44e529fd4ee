import type { Finding, Place } from '../registry/finding.ts';
import type { Paint } from './paint.ts';

/** `file:line:column`. */
export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/** The line a place is on, with its number before it and a mark under the column. */
export function excerptText({ line, column, text }: Place, paint: Paint): string {
  const number = String(line);
  const shown = text.trimEnd();
  const indent = shown.slice(0, column - 1).replace(/[^\t]/g, ' ');
  return [
    `${paint('dim', `${number} |`)} ${shown}`,
    `${' '.repeat(number.length)} ${paint('dim', '|')} ${indent}${paint('red', '^')}`,
  ].join('\n');
}

/** A finding as a paragraph: rule and message, then every place with its line. */
export function findingText(finding: Finding, style: 'red' | 'yellow', paint: Paint): string {
  const head = `${paint(style, style === 'red' ? '✖' : '!')} ${indented(finding.message, '  ')} ${paint('dim', `(${finding.rule})`)}`;
  const places = finding.places.map(
    (place) => `${paint('cyan', placeText(place))}\n${indented(excerptText(place, paint), '  ', true)}`,
  );
  return [head, ...places.map((place) => indented(place, '  ', true))].join('\n');
}

/** `text` with `margin` before every line but the first, or before every line. */
export function indented(text: string, margin: string, first = false): string {
  return (first ? margin : '') + text.replaceAll('\n', `\n${margin}`);
}
