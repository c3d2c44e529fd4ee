import { acceptedFile } from '../registry/accepted.ts';
import type { JudgedChange, Report } from '../registry/check.ts';
import { changeText, safeText } from './change-text.ts';
import { findingText, indented } from './finding-text.ts';
import { misfitText } from './misfit-text.ts';
import type { Paint } from './paint.ts';

/** The whole report for a person: what is wrong first and in full, what is well in one line each, the verdict last. */
export function reportText(report: Report, paint: Paint): string {
  const sections = [
    section('Composition', compositionLines(report, paint), paint),
    section('Rules', ruleLines(report, paint), paint),
    section('Stored operations', operationLines(report, paint), paint),
    section(report.base === null ? 'Changes' : `Changes since ${report.base}`, changeLines(report, paint), paint),
  ];
  return [...sections, verdict(report, paint)].join('\n\n');
}

function section(title: string, lines: readonly string[], paint: Paint): string {
  return [paint('bold', title), ...lines.map((line) => indented(line, '  ', true))].join('\n');
}

const good = (paint: Paint, text: string) => `${paint('green', '✔')} ${text}`;
const note = (paint: Paint, text: string) => `${paint('yellow', '!')} ${text}`;

function compositionLines({ composition, contexts, upToDate }: Report, paint: Paint): string[] {
  const stale = 'schema/supergraph.graphql is not what the contexts compose to: run `npm run lzschema -- compose`.';
  return [
    ...composition.errors.map((finding) => findingText(finding, 'red', paint)),
    ...(upToDate === null ? [] : [good(paint, `${contexts.join(', ')} compose.`)]),
    ...composition.hints.map((finding) => findingText(finding, 'yellow', paint)),
    ...(upToDate === false ? [note(paint, stale)] : []),
  ];
}

function ruleLines({ lint }: Report, paint: Paint): string[] {
  return lint.length > 0 ? lint.map((finding) => findingText(finding, 'red', paint)) : [good(paint, 'All kept.')];
}

function operationLines({ operations, upToDate, changes }: Report, paint: Paint): string[] {
  const { stored, findings, misfits, deprecated } = operations;
  const wrong = [
    ...findings.map((finding) => findingText(finding, 'red', paint)),
    ...misfits.map((misfit) => misfitText(misfit, 'red', paint)),
  ];
  const old = deprecated.map((misfit) => misfitText(misfit, 'yellow', paint));
  const told = changes.some(({ touched }) => touched.some(({ invalid }) => invalid));
  if (wrong.length > 0) return [...wrong, ...old];
  if (stored.length === 0) return [note(paint, 'There are none.')];
  const clients = [...Map.groupBy(stored, ({ client }) => client)]
    .map(([client, list]) => `${client} ${list.length}`)
    .join(', ');
  if (upToDate === null) return [note(paint, `Not looked at (${clients}): the contexts do not compose.`)];
  if (told) return [note(paint, `${clients}: some do not fit any more, for the reasons below.`), ...old];
  return [good(paint, `${clients}: all fit.`), ...old];
}

function changeLines(report: Report, paint: Paint): string[] {
  const { changes, accepted, noBase } = report;
  const told = changes.filter(({ change }) => change.level !== 'safe');
  const safe = changes.filter(({ change }) => change.level === 'safe');
  return [
    ...accepted.findings.map((finding) => findingText(finding, 'red', paint)),
    ...(noBase === null ? [] : [note(paint, `Nothing to compare with: ${noBase}.`)]),
    ...(noBase === null && changes.length === 0 ? [good(paint, 'The public graph is the same.')] : []),
    ...told.map((judged) => changeText(judged, paint)),
    ...safeText(safe, paint),
    ...accepted.idle.map(({ entry, why }) =>
      note(
        paint,
        `${acceptedFile}: \`${entry.change}\` ${why === 'expired' ? `expired on ${entry.until}` : 'is no breaking change here; remove it'}.`,
      ),
    ),
  ];
}

function verdict({ passed, changes, composition, lint, operations, accepted }: Report, paint: Paint): string {
  const count = (level: string) => changes.filter(({ change }) => change.level === level).length;
  const [breaking, dangerous, safe] = [count('breaking'), count('dangerous'), count('safe')];
  const summary = changes.length > 0 ? ` ${breaking} breaking, ${dangerous} dangerous, ${safe} safe.` : '';
  if (passed) return paint('green', `✔ The graph may change like this.`) + paint('dim', summary);
  const failing = changes.filter(({ fails }: JudgedChange) => fails).length;
  const reasons = [
    plural(composition.errors.length, 'composition error'),
    plural(lint.length, 'broken rule'),
    plural(operations.findings.length + operations.misfits.length, 'operation error'),
    plural(failing, 'breaking change'),
    plural(accepted.findings.length, `error in ${acceptedFile}`),
  ];
  return paint('red', `✖ Failed: ${reasons.filter(Boolean).join(', ')}.`) + paint('dim', summary);
}

function plural(count: number, what: string): string {
  return count === 0 ? '' : count === 1 ? `1 ${what}` : `${count} ${what.replace(/(\w+)( in .*)?$/, '$1s$2')}`;
}
