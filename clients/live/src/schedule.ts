/** Runs `work` once, soon, never before it returns. */
export type Schedule = (work: () => void) => void;

/** With the next animation frame; where there are none (Node, workers) after 16 ms. A hidden page has no frames: work waits until it is seen. */
export const nextFrame: Schedule = (work) => {
  if (typeof requestAnimationFrame === 'function') requestAnimationFrame(() => work());
  else setTimeout(work, 16);
};

/** Gathers everything within `ms`. */
export const within =
  (ms: number): Schedule =>
  (work) =>
    void setTimeout(work, ms);
