import { isDeepStrictEqual } from 'node:util';

/** One question of a suite and what it must be answered with. */
export interface Case {
  readonly query: string;
  readonly expected: { readonly data?: unknown; readonly errors?: boolean };
}

export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly unknown[];
}

/** What of an answer counts: all of its data, and whether there are errors; a missing `data` is null. */
export interface Counted {
  readonly data: unknown;
  readonly errors: boolean;
}

export const wanted = ({ expected }: Case): Counted => ({
  data: expected.data ?? null,
  errors: expected.errors ?? false,
});

export const counted = ({ data, errors }: Answer): Counted => ({
  data: data ?? null,
  errors: (errors?.length ?? 0) > 0,
});

export const passes = (asked: Case, answer: Answer): boolean => isDeepStrictEqual(counted(answer), wanted(asked));
