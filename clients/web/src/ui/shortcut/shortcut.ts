/** A key as `KeyboardEvent.key` names it, or two of them after one another. */
export type Keys = readonly [string] | readonly [string, string];

export interface Shortcut {
  readonly keys: Keys;
  readonly says: string;
  readonly run: () => void;
}

const sequenceMs = 1_200;

export interface Press {
  readonly key: string;
  readonly at: number;
}

/** The shortcut that `press` completes, where `before` is the press that came last. */
export function matchShortcut(shortcuts: readonly Shortcut[], before: Press | null, press: Press): Shortcut | null {
  const pair = before && press.at - before.at <= sequenceMs ? before.key : null;
  const completed = shortcuts.find(({ keys }) => keys.length === 2 && keys[0] === pair && keys[1] === press.key);
  return completed ?? shortcuts.find(({ keys }) => keys.length === 1 && keys[0] === press.key) ?? null;
}
