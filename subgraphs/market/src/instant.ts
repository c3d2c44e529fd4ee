import { badInput } from '@lzstock/kit/refusal';

const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** False for a 30th of February, which `Date.parse` takes for a day of March. */
function isDay(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
}

/** The instant an argument names, in milliseconds; null where it was left out. Throws a refusal where it is none. */
export function instantArgument(argument: string, value: unknown): number | null {
  if (value === null || value === undefined) return null;
  const instant =
    typeof value === 'string' && form.test(value) && isDay(value.slice(0, 10)) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(instant)) throw badInput(argument, 'an instant like 2026-01-02T14:30:00Z', value);
  return instant;
}

export const instantText = (instant: number): string => new Date(instant).toISOString();
