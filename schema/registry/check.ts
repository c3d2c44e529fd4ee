import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'graphql';
import { applyAccepted, type IdleEntry, readAccepted } from './accepted.ts';
import { type Base, findBase } from './baseline.ts';
import { type Change, worstFirst } from './change.ts';
import { clientFiles } from './client-file.ts';
import { compose, publicSchema } from './composition.ts';
import { readContexts } from './context-sdl.ts';
import { declarationOf } from './declaration.ts';
import { diffSchemas } from './diff.ts';
import { directiveChanges } from './directive-change.ts';
import { type Finding, type Place, placesOf } from './finding.ts';
import { deprecatedUses, impact, type Misfit, misfits, type Touched } from './impact.ts';
import { lint } from './lint/lint.ts';
import { readOperations, type StoredOperation } from './operation.ts';

/** A change and what is to be said of it. */
export interface JudgedChange {
  readonly change: Change;
  /** Stored operations it touches. */
  readonly touched: readonly Touched[];
  /** Operations of the base that it touches although no stored one does any more: clients that are out there still send them. */
  readonly released: readonly Touched[];
  /** The reason `accepted.json` gives; null where it gives none. */
  readonly accepted: string | null;
  /** Where the context declares it, or the type it belonged to. */
  readonly places: readonly Place[];
  /** Whether it fails the check. */
  readonly fails: boolean;
}

/** Everything a check found. */
export interface Report {
  readonly passed: boolean;
  readonly contexts: readonly string[];
  readonly composition: { readonly errors: readonly Finding[]; readonly hints: readonly Finding[] };
  /** False where the committed supergraph is not what the contexts compose to; null where they do not compose. */
  readonly upToDate: boolean | null;
  readonly lint: readonly Finding[];
  readonly operations: {
    readonly stored: readonly StoredOperation[];
    /** What cannot be read as an operation. */
    readonly findings: readonly Finding[];
    /** What does not fit the present graph and is not told under a change. */
    readonly misfits: readonly Misfit[];
    readonly deprecated: readonly Misfit[];
  };
  /** What was compared with; null with `noBase` saying why where nothing was. */
  readonly base: string | null;
  readonly noBase: string | null;
  readonly changes: readonly JudgedChange[];
  readonly accepted: { readonly findings: readonly Finding[]; readonly idle: readonly IdleEntry[] };
}

export interface CheckOptions {
  /** A file or commit to compare with; found out where null. */
  readonly against: string | null;
  /** Fail for a breaking change that no stored operation uses, too. */
  readonly strict: boolean;
  /** The present calendar day, `YYYY-MM-DD`. */
  readonly today: string;
}

/**
 * Checks the working tree below `root`: the contexts compose, keep the rules, fit every stored operation, and break none that is in use. Reads files
 * and git, changes nothing. Throws `UnknownBase` where `against` is no base.
 */
export async function check(root: string, { against, strict, today }: CheckOptions): Promise<Report> {
  const [{ contexts, findings }, files, accepted] = await Promise.all([
    readContexts(root),
    clientFiles(root),
    readAccepted(root),
  ]);
  const composition = findings.length > 0 ? { supergraph: null, errors: [], hints: [] } : compose(contexts);
  const { supergraph } = composition;
  const stored = readOperations(files);
  const base = supergraph === null ? { reason: 'the contexts do not compose' } : await findBase(root, against);
  const compared = supergraph === null ? nothingCompared : await compare(supergraph, base, stored.operations);
  const { reasons, idle } = applyAccepted(accepted.accepted, compared.changes, today);
  const changes = compared.changes.map((change): JudgedChange => {
    const touched = compared.touched.get(change.id) ?? [];
    const released = touched.length > 0 || change.level !== 'breaking' ? [] : (compared.released.get(change.id) ?? []);
    const reason = reasons.get(change.id) ?? null;
    const used = touched.length > 0;
    const invalid = touched.some((use) => use.invalid);
    const fails = change.level === 'breaking' && (invalid || (reason === null && (used || strict)));
    const places = placesOf(contexts.map(({ document }) => declarationOf(document, change.coordinate)));
    const owners = () =>
      placesOf(contexts.map(({ document }) => declarationOf(document, change.coordinate.split(/[.(]/)[0]!)));
    return { change, touched, released, accepted: reason, places: places.length > 0 ? places : owners(), fails };
  });
  const linted = lint(contexts, supergraph);
  const errors = [...findings, ...composition.errors];
  const wrong = [...errors, ...linted, ...stored.findings, ...compared.misfits, ...accepted.findings];
  const committed = await readFile(join(root, 'schema/supergraph.graphql'), 'utf8').catch(() => null);
  return {
    passed: wrong.length === 0 && !changes.some(({ fails }) => fails),
    contexts: contexts.map(({ name }) => name),
    composition: { errors, hints: composition.hints },
    upToDate: supergraph === null ? null : committed === supergraph,
    lint: linted,
    operations: {
      stored: stored.operations,
      findings: stored.findings,
      misfits: compared.misfits,
      deprecated: compared.deprecated,
    },
    base: 'label' in base ? base.label : null,
    noBase: 'reason' in base ? base.reason : null,
    changes,
    accepted: { findings: accepted.findings, idle: compared.comparable ? idle : [] },
  };
}

interface Compared {
  readonly comparable: boolean;
  readonly changes: readonly Change[];
  readonly touched: ReadonlyMap<string, readonly Touched[]>;
  readonly released: ReadonlyMap<string, readonly Touched[]>;
  readonly misfits: readonly Misfit[];
  readonly deprecated: readonly Misfit[];
}

const nothingCompared: Compared = {
  comparable: false,
  changes: [],
  touched: new Map(),
  released: new Map(),
  misfits: [],
  deprecated: [],
};

async function compare(
  supergraph: string,
  base: Base | { reason: string },
  operations: readonly StoredOperation[],
): Promise<Compared> {
  const next = publicSchema(supergraph);
  const wrong = misfits(operations, next);
  const deprecated = deprecatedUses(operations, next);
  if ('reason' in base) return { ...nothingCompared, misfits: wrong, deprecated };
  const unseen = base.supergraph ? directiveChanges(base.supergraph, parse(supergraph)) : [];
  const changes = [...(await diffSchemas(base.schema, next)), ...unseen].sort(worstFirst);
  const before = readOperations(base.operations).operations;
  const { touched, unexplained } = impact(changes, operations, wrong, base.schema, next);
  const released = impact(changes, before, misfits(before, next), base.schema, next).touched;
  return { comparable: true, changes, touched, released, misfits: unexplained, deprecated };
}
