import { adviceFor } from '../registry/change.ts';
import type { Report } from '../registry/check.ts';
import type { Finding, Place } from '../registry/finding.ts';
import type { Misfit, Touched } from '../registry/impact.ts';

/** The report as plain data for other programs. Fields may be added, never renamed. */
export function reportJson(report: Report) {
  return {
    passed: report.passed,
    contexts: report.contexts,
    base: report.base,
    noBase: report.noBase,
    supergraphUpToDate: report.upToDate,
    composition: { errors: report.composition.errors.map(finding), hints: report.composition.hints.map(finding) },
    lint: report.lint.map(finding),
    operations: {
      stored: report.operations.stored.length,
      errors: [...report.operations.findings.map(finding), ...report.operations.misfits.map(misfit)],
      deprecated: report.operations.deprecated.map(misfit),
    },
    changes: report.changes.map(({ change, touched, released, accepted, fails, places }) => ({
      id: change.id,
      kind: change.kind,
      coordinate: change.coordinate,
      level: change.level,
      message: change.message,
      advice: adviceFor(change),
      accepted,
      fails,
      places: places.map(place),
      operations: touched.map(use),
      releasedOperations: released.map(use),
    })),
    accepted: {
      errors: report.accepted.findings.map(finding),
      idle: report.accepted.idle.map(({ entry, why }) => ({ change: entry.change, why })),
    },
  };
}

const place = ({ file, line, column }: Place) => ({ file, line, column });
const finding = ({ rule, message, places }: Finding) => ({ rule, message, places: places.map(place) });
const misfit = ({ operation, message, places }: Misfit) => ({
  rule: 'operation-invalid',
  client: operation.client,
  operation: operation.name,
  message,
  places: places.map(place),
});
const use = ({ operation, at, path, invalid }: Touched) => ({
  client: operation.client,
  operation: operation.name,
  path,
  invalid,
  ...place(at),
});
