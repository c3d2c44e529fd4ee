/** One thing that was measured. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What passes, in words; null where nothing is asked of it. */
  readonly goal: string | null;
  readonly passed: boolean;
}

/** What a fault did, figure by figure. */
export interface Verdict {
  readonly figures: readonly Figure[];
  readonly passed: boolean;
  most(name: string, value: number, limit: number, unit?: string): void;
  least(name: string, value: number, limit: number, unit?: string): void;
  exactly(name: string, value: number, expected: number, unit?: string): void;
  /** Something worth knowing that nothing is asked of. */
  note(name: string, value: number, unit?: string): void;
}

export interface VerdictOptions {
  /** For a machine that does other things meanwhile: ten times as long is good enough, and percentages are noted alone. */
  readonly patient?: boolean;
}

export function createVerdict({ patient = false }: VerdictOptions = {}): Verdict {
  const figures: Figure[] = [];
  const put = (name: string, value: number, unit: string, goal: string | null, passed: boolean) =>
    void figures.push({ name, value, unit, goal, passed });
  return {
    figures,
    get passed() {
      return figures.every(({ passed }) => passed);
    },
    most(name, value, limit, unit = '') {
      const most = patient && unit === 'ms' ? 10 * limit : limit;
      put(name, value, unit, `≤ ${written(most, unit)}`, value <= most);
    },
    least(name, value, limit, unit = '') {
      if (patient && unit === '%') put(name, value, unit, null, true);
      else put(name, value, unit, `≥ ${written(limit, unit)}`, value >= limit);
    },
    exactly: (name, value, expected, unit = '') => put(name, value, unit, written(expected, unit), value === expected),
    note: (name, value, unit = '') => put(name, value, unit, null, true),
  };
}

/** Milliseconds over a second as seconds; whole numbers as they are. */
export function written(value: number, unit: string): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'unknown' : 'never';
  if (unit === 'ms' && value >= 1_000) return `${(value / 1_000).toFixed(1)} s`;
  const digits = Number.isInteger(value) ? 0 : unit === 'ms' ? 0 : 2;
  return [value.toFixed(digits), unit].filter(Boolean).join(' ');
}

/** `live again 1.8 s (≤ 3.0 s)`, marked where it was missed. */
export const figureText = ({ name, value, unit, goal, passed }: Figure): string =>
  `${passed ? '' : '✗ '}${name} ${written(value, unit)}${goal ? ` (${goal})` : ''}`;

/** Over many runs: the median and the worst of each figure, and how often its goal was missed. */
export function sumUp(runs: readonly (readonly Figure[])[]): string[] {
  const names = [...new Set(runs.flatMap((figures) => figures.map(({ name }) => name)))];
  return names.map((name) => {
    const own = runs.flatMap((figures) => figures.filter((figure) => figure.name === name));
    const values = own.map(({ value }) => value).sort((a, b) => a - b);
    const { unit, goal } = own[0]!;
    const missed = own.filter(({ passed }) => !passed).length;
    const spread = [values[0]!, values[Math.floor(values.length / 2)]!, values.at(-1)!].map((value) =>
      written(value, unit),
    );
    return `${name}: least ${spread[0]}, median ${spread[1]}, most ${spread[2]}${goal ? ` (${goal}, missed ${missed} of ${own.length})` : ''}`;
  });
}
