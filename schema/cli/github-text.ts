import type { Report } from '../registry/check.ts';
import type { Finding, Place } from '../registry/finding.ts';
import type { Misfit } from '../registry/impact.ts';

type Severity = 'error' | 'warning' | 'notice';

/** The report as workflow commands: an annotation on each line it is about. */
export function githubText(report: Report): string {
  const { composition, lint, operations, changes, accepted } = report;
  return [
    ...[...composition.errors, ...lint, ...operations.findings, ...accepted.findings].flatMap((finding) =>
      ofFinding('error', finding),
    ),
    ...composition.hints.flatMap((finding) => ofFinding('warning', finding)),
    ...operations.misfits.flatMap((misfit) => ofMisfit('error', misfit)),
    ...operations.deprecated.flatMap((misfit) => ofMisfit('warning', misfit)),
    ...changes
      .filter(({ change }) => change.level !== 'safe')
      .flatMap(({ change, touched, places, fails }) => {
        const severity = fails ? 'error' : change.level === 'breaking' ? 'warning' : 'notice';
        const title = `${change.level}: ${change.id}`;
        return [
          annotation(severity, title, change.message, places[0]),
          ...touched.map(({ operation, at }) =>
            annotation(severity, title, `${operation.client} · ${operation.name}: ${change.message}`, at),
          ),
        ];
      }),
  ].join('\n');
}

function ofFinding(severity: Severity, { rule, message, places }: Finding): string[] {
  return (places.length > 0 ? places : [undefined]).map((place) => annotation(severity, rule, message, place));
}

function ofMisfit(severity: Severity, { operation, message, places }: Misfit): string[] {
  return places.map((place) =>
    annotation(severity, 'operation', `${operation.client} · ${operation.name}: ${message}`, place),
  );
}

function annotation(severity: Severity, title: string, message: string, place: Place | undefined): string {
  const where = place ? [`file=${property(place.file)}`, `line=${place.line}`, `col=${place.column}`] : [];
  return `::${severity} ${[...where, `title=${property(title)}`].join(',')}::${data(message)}`;
}

const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
