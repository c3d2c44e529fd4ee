import { type RefObject, useEffect, useRef } from 'react';
import { compareDecimals } from './format/decimal.ts';

const flashMs = 300;
/** Fewer than three flashes a second in one place (WCAG 2.3.1). */
const atMostEveryMs = 350;

/** Flashes the element by the direction in which `value` changed. */
export function useFlash(value: string | null | undefined): RefObject<HTMLSpanElement | null> {
  const ref = useRef<HTMLSpanElement>(null);
  const before = useRef(value);
  const lastFlash = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const previous = before.current;
    before.current = value;
    if (previous == null || value == null || !ref.current) return;
    const direction = compareDecimals(value, previous);
    if (direction === 0 || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const now = performance.now();
    if (now - lastFlash.current < atMostEveryMs) return;
    lastFlash.current = now;
    const color = getComputedStyle(ref.current).getPropertyValue(direction > 0 ? '--up-flash' : '--down-flash');
    ref.current.animate([{ backgroundColor: color }, { backgroundColor: 'transparent' }], {
      duration: flashMs,
      easing: 'ease-out',
    });
  }, [value]);
  return ref;
}
