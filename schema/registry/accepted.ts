import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Change } from './change.ts';
import type { Finding } from './finding.ts';

/** Where intended breaks are written down, relative to the project's root. */
export const acceptedFile = 'schema/accepted.json';

const entries = z.array(
  z.strictObject({
    change: z.string().min(1).describe('id of the change, as the check prints it'),
    reason: z.string().trim().min(10, 'expected a reason of ten characters or more'),
    until: z.iso.date().optional(),
  }),
);

/** A break somebody meant. */
export type Accepted = z.infer<typeof entries>[number];

/** The intended breaks of the project; none where the file is missing. A finding where it is malformed. */
export async function readAccepted(
  root: string,
): Promise<{ readonly accepted: readonly Accepted[]; readonly findings: readonly Finding[] }> {
  const text = await readFile(join(root, acceptedFile), 'utf8').catch(() => '[]');
  const wrong = (message: string) => ({
    accepted: [],
    findings: [{ rule: 'accepted-malformed', message, places: [] }],
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return wrong(`${acceptedFile} is no JSON: ${(error as Error).message}.`);
  }
  const parsed = entries.safeParse(json);
  if (parsed.success) return { accepted: parsed.data, findings: [] };
  const [issue] = parsed.error.issues;
  return wrong(`${acceptedFile} at ${issue?.path.join('.') || 'the top'}: ${issue?.message}.`);
}

/** An entry that no longer does anything, and why. */
export interface IdleEntry {
  readonly entry: Accepted;
  readonly why: 'expired' | 'unused';
}

/** Which breaking changes are meant, with the reason given, and which entries do nothing. `today` is a calendar day, `YYYY-MM-DD`; `until` is inclusive. */
export function applyAccepted(
  accepted: readonly Accepted[],
  changes: readonly Change[],
  today: string,
): { readonly reasons: ReadonlyMap<string, string>; readonly idle: readonly IdleEntry[] } {
  const breaking = new Set(changes.filter(({ level }) => level === 'breaking').map(({ id }) => id));
  const reasons = new Map<string, string>();
  const idle: IdleEntry[] = [];
  for (const entry of accepted) {
    if (!breaking.has(entry.change)) idle.push({ entry, why: 'unused' });
    else if (entry.until !== undefined && entry.until < today) idle.push({ entry, why: 'expired' });
    else reasons.set(entry.change, entry.reason);
  }
  return { reasons, idle };
}
