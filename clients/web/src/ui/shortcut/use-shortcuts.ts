import { useEffect, useRef } from 'react';
import { matchShortcut, type Press, type Shortcut } from './shortcut.ts';

let listening = false;
let before: Press | null = null;
const active = new Set<{ current: readonly Shortcut[] }>();

function takesText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.repeat || takesText(event.target)) return;
  if (event.ctrlKey || event.metaKey) return;
  const press = { key: event.key, at: event.timeStamp };
  const found = matchShortcut(
    [...active].reverse().flatMap((set) => set.current),
    before,
    press,
  );
  before = found ? null : press;
  if (!found) return;
  event.preventDefault();
  found.run();
}

/** The shortcuts hold while the component is mounted; of two with the same keys the one mounted later wins. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const own = useRef(shortcuts);
  useEffect(() => {
    own.current = shortcuts;
  });
  useEffect(() => {
    active.add(own);
    if (!listening) addEventListener('keydown', onKeyDown);
    listening = true;
    return () => {
      active.delete(own);
    };
  }, []);
}
